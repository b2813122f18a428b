package sharelora.platform.host;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every stage's life has in common: it is wired in the order of the flow and closed against it, also when it does
 * not come to its start. A stage says in {@code start()} what it does, one {@link #inOrder step} each.
 */
public abstract class StageVerticle extends VerticleBase implements Stage {

    private static final Logger LOG = LoggerFactory.getLogger(StageVerticle.class);

    /** A part of the wiring; may block. */
    @FunctionalInterface
    protected interface Step {
        void run() throws Exception;
    }

    private final Promise<Void> end = Promise.promise();
    private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();

    /** Runs the steps one after the other; fails with the first that fails, and then closes what was opened. */
    protected final Future<?> inOrder(Step... steps) {
        return vertx.executeBlocking(() -> {
            try {
                for (Step step : steps) {
                    step.run();
                }
            } catch (Exception e) {
                close(); // nobody stops a verticle that did not start
                throw e;
            }
            return null;
        });
    }

    /** Closes the part when the stage ends, before all that was opened before it. */
    protected final <T extends AutoCloseable> T opened(T part) {
        open.addFirst(part);
        return part;
    }

    /** To complete where the stage is done for good, and to fail where it cannot go on. */
    protected final Promise<Void> end() {
        return end;
    }

    /** The stage ends when this part of it does, and in the same way. */
    protected final void endsWith(Future<Void> part) {
        part.onSuccess(end::tryComplete).onFailure(end::tryFail);
    }

    /** The stage cannot go on where this part of it cannot. */
    protected final void failsWith(Future<Void> part) {
        part.onFailure(end::tryFail);
    }

    @Override
    public final Future<Void> ended() {
        return end.future();
    }

    @Override
    public final Future<?> stop() {
        return vertx.executeBlocking(() -> {
            close();
            end.tryComplete();
            return null;
        });
    }

    private void close() {
        for (AutoCloseable part = open.pollFirst(); part != null; part = open.pollFirst()) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("unclean close part={} cause={}", part.getClass().getSimpleName(), e.toString());
            }
        }
    }
}
