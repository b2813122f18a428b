package sharelora.engine.training;

import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.ops.Engine;

class ReferenceFineTunerTest extends FineTunerConformance {

    @Override
    Engine engine() {
        return Engines.reference(DataType.FLOAT);
    }

    /** Of the low-rank methods one, since it is slow: they differ by nothing that it knows of. */
    @Override
    Stream<AdapterMethod> methods() {
        return super.methods().filter(method -> !(method instanceof LowRankMethod) || method == LowRankMethod.SHARE_A);
    }
}
