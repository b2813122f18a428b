package sharelora.engine.ops;

import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;

class ReferenceFloatTest extends EngineConformance {

    @Override
    protected Engine open() {
        return Engines.reference(DataType.FLOAT);
    }

    @Override
    protected double tolerance() {
        return 1e-5;
    }
}
