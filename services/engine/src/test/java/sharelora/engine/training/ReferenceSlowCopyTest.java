package sharelora.engine.training;

import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;

class ReferenceSlowCopyTest extends SlowCopyConformance {

    @Override
    Engine engine() {
        return Engines.reference(DataType.FLOAT);
    }
}
