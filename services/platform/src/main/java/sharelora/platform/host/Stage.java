package sharelora.platform.host;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * One stage of the flow as a verticle. Extend Vert.x's {@code VerticleBase}; {@code start()} wires and reads as the data
 * flow, {@code stop()} ends within ten seconds with nothing half committed.
 */
public interface Stage extends Deployable {

    /** For how long the stage has had nothing to do: no lag and nothing open. Zero while there is work, and at first. */
    Duration idle();

    /** Finishes and commits what is in the log, and marks the end of the stream where the stage does so; then completes. */
    Future<Void> drain();

    /**
     * What the stage answers over HTTP beside health and metrics, on an event loop; empty: nothing. Asked once, before the
     * stage is started.
     */
    default Optional<Handler<HttpServerRequest>> api() {
        return Optional.empty();
    }

    /** What the paths begin with that {@link #api()} answers. */
    default String apiRoot() {
        return "/v1/";
    }

    /**
     * Completes when the stage is done for good. Fails when it cannot go on: with
     * {@link sharelora.platform.failure.FencedException} the process exits with 3, else with 1.
     */
    Future<Void> ended();
}
