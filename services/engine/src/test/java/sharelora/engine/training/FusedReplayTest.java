package sharelora.engine.training;

import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;

class FusedReplayTest extends ReplayConformance {

    @Override
    Engine engine() {
        return Engines.fused();
    }
}
