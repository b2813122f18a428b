package sharelora.engine.training;

import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;

class FusedFineTunerTest extends FineTunerConformance {

    @Override
    Engine engine() {
        return Engines.fused();
    }
}
