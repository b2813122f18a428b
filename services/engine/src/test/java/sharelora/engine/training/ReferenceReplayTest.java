package sharelora.engine.training;

import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;

class ReferenceReplayTest extends ReplayConformance {

    @Override
    Engine engine() {
        return Engines.reference(DataType.FLOAT);
    }

    /** One of them, since it is slow. */
    @Override
    Stream<String> rules() {
        return Stream.of("surprise");
    }
}
