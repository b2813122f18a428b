package sharelora.engine.inference;

import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;

class FusedInferenceModelTest extends InferenceModelConformance {

    @Override
    Engine engine() {
        return Engines.fused();
    }

    /** Its products are packed: not one bit. */
    @Override
    double tolerance() {
        return 0;
    }
}
