package sharelora.engine.ops;

import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;

class ReferenceFloatTest extends EngineConformance {

    @Override
    protected Engine open() {
        return Engines.reference(DataType.FLOAT);
    }

    @Override
    public double tolerance() {
        return 2e-5; // OpenBLAS adds up in another order on each kind of CPU
    }
}
