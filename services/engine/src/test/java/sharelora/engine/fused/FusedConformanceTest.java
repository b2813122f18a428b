package sharelora.engine.fused;

import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.EngineConformance;

class FusedConformanceTest extends EngineConformance {

    @Override
    public Engine open() {
        return Engines.fused();
    }

    @Override
    public double tolerance() {
        return 2e-5;
    }
}
