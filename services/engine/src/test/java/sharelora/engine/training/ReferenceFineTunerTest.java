package sharelora.engine.training;

import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.ops.Engine;

class ReferenceFineTunerTest extends FineTunerConformance {

    @Override
    Engine engine() {
        return Engines.reference(DataType.FLOAT);
    }

    /** One, since it is slow: nothing in it knows of methods. */
    @Override
    Stream<LowRankMethod> methods() {
        return Stream.of(LowRankMethod.SHARE_A);
    }
}
