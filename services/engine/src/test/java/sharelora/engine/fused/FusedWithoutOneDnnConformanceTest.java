package sharelora.engine.fused;

import sharelora.engine.fused.gemm.Nd4jGemm;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.EngineConformance;

class FusedWithoutOneDnnConformanceTest extends EngineConformance {

    @Override
    public Engine open() {
        return new FusedEngine(new Nd4jGemm());
    }

    @Override
    public double tolerance() {
        return 2e-5;
    }
}
