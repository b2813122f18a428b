package sharelora.platform.host;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * One stage of the flow as a verticle. Extend Vert.x's {@code VerticleBase}; {@code start()} wires and reads as the data
 * flow, {@code stop()} ends within ten seconds with nothing half committed.
 */
public interface Stage extends Deployable {

    /** For how long there was nothing to do: lag 0 and nothing open. Zero while there is work, and at first. */
    Duration idle();

    /** Finishes and commits what is in the log, flags the end where that means something, then completes. */
    Future<Void> drain();

    /**
     * Completes when the stage is done for good. Fails when it cannot go on: with
     * {@link sharelora.platform.failure.FencedException} the process exits with 3, else with 1.
     */
    Future<Void> ended();
}
