package sharelora.engine.inference;

import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;

class ReferenceInferenceModelTest extends InferenceModelConformance {

    @Override
    Engine engine() {
        return Engines.reference(DataType.FLOAT);
    }

    /** Its products give a row other last bits among few rows than among many. */
    @Override
    double tolerance() {
        return 1e-5;
    }
}
