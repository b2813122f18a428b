package sharelora.platform.examples;

import java.time.Instant;
import java.util.List;
import sharelora.schemas.BatchRule;
import sharelora.schemas.Input;
import sharelora.schemas.InputFormat;
import sharelora.schemas.Stream;
import sharelora.schemas.Task;
import sharelora.schemas.Topics;

/** A stream with two topics to read from. */
final class Streams {

    static final String INPUT = "tickets";
    static final String EXAMPLES = Topics.examples("s").name();

    private Streams() {}

    /** A classification whose own topic is JSON with its text in a list. */
    static Stream withInput() {
        Input input = new Input(INPUT, InputFormat.JSON, "id", "data.0.text", "label", null, null, null, List.of());
        return new Stream(
                "s",
                "base",
                "0".repeat(64),
                "0".repeat(64),
                input,
                List.of("a", "b"),
                64,
                new BatchRule(32, 4_096, 8, 500L),
                15,
                Task.CLASSIFICATION,
                null,
                Instant.EPOCH,
                List.of());
    }
}
