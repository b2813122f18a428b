package sharelora.engine.training;

import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;

class FusedGoldenTest extends GoldenConformance {

    @Override
    Engine engine() {
        return Engines.fused();
    }
}
