package sharelora.console.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import sharelora.console.follow.FlowWatch;
import sharelora.console.follow.Following;
import sharelora.console.model.ReadModel;
import sharelora.operations.status.HealthPages.NotReady;
import sharelora.operations.status.ServedPages.Served;
import sharelora.operations.status.Survey;
import sharelora.platform.host.Platform;

/** What can be asked of the installation: from what was read, and by looking. */
public final class Known {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final ReadModel model;
    private final Platform platform;
    private final Supplier<Optional<Following>> follower;
    private final Supplier<Optional<FlowWatch>> flow;
    private final Supplier<List<NotReady>> notReady;
    private final Supplier<List<Served>> served;
    private JsonNode status;
    private long statusAt;

    /**
     * @param follower empty until it follows
     * @param flow empty until it looks
     * @param notReady asks what processes say of themselves
     * @param served asks predictors what they serve
     */
    public Known(
            ReadModel model,
            Platform platform,
            Supplier<Optional<Following>> follower,
            Supplier<Optional<FlowWatch>> flow,
            Supplier<List<NotReady>> notReady,
            Supplier<List<Served>> served) {
        this.model = model;
        this.platform = platform;
        this.follower = follower;
        this.flow = flow;
        this.notReady = notReady;
        this.served = served;
    }

    Platform platform() {
        return platform;
    }

    /** What was read; a problem until the log was read once. */
    ReadModel model() {
        if (!loaded()) {
            throw new HttpProblem(503, reading());
        }
        return model;
    }

    boolean loaded() {
        return follower.get().filter(Following::loaded).isPresent();
    }

    private String reading() {
        return "the console is reading the log: "
                + follower.get().map(Following::records).orElse(0L) + " records so far";
    }

    /** Why what is shown may be old, in words; empty where it is not. */
    Optional<String> trouble() {
        Optional<String> broker = follower.get().flatMap(Following::trouble);
        return broker.isPresent() || loaded() ? broker : Optional.of(reading());
    }

    /** The newest look at the flow; empty before the first. */
    Optional<FlowWatch.Look> newestFlow() {
        return flow.get().map(FlowWatch::newest);
    }

    /** A look at the flow of the last seconds. */
    JsonNode freshFlow() {
        return flow.get()
                .orElseThrow(() -> new HttpProblem(503, "the console is starting"))
                .fresh()
                .flow();
    }

    /** What {@code status} tells; of the last seconds, since it reads topics. */
    synchronized JsonNode status() {
        if (status == null || System.nanoTime() - statusAt > FRESH.toNanos()) {
            try {
                status = JSON.readTree(Survey.take(platform.kafka(), job -> true, notReady.get(), Instant.now())
                        .with(served.get())
                        .json());
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("status is JSON", e);
            }
            statusAt = System.nanoTime();
        }
        return status;
    }
}
