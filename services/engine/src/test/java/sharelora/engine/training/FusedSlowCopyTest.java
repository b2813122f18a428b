package sharelora.engine.training;

import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;

class FusedSlowCopyTest extends SlowCopyConformance {

    @Override
    Engine engine() {
        return Engines.fused();
    }
}
