package sharelora.engine.training;

import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;

class FusedGenerationGoldenTest extends GenerationGoldenConformance {

    @Override
    Engine engine() {
        return Engines.fused();
    }
}
