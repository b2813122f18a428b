package sharelora.console.follow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.TransientException;
import sharelora.platform.kafka.Stop;

/** Looks at the flow as long as somebody watches, and not more often than the broker has time for. */
public final class FlowWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FlowWatch.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** A look takes at most one part in so many of the time. */
    private static final int SHARE = 4;

    /**
     * What was seen.
     *
     * @param number grows with every look
     */
    public record Look(long number, long nanos, ObjectNode flow) {}

    private final FlowSurvey survey;
    private final BooleanSupplier watched;
    private final Stop stop = new Stop();
    private final Thread thread =
            Thread.ofPlatform().name("console-flow").daemon().unstarted(this::watch);
    private volatile Look newest;

    private FlowWatch(FlowSurvey survey, BooleanSupplier watched) {
        this.survey = survey;
        this.watched = watched;
    }

    /** Begins to look while {@code watched}. */
    public static FlowWatch start(FlowSurvey survey, BooleanSupplier watched) {
        FlowWatch watch = new FlowWatch(survey, watched);
        watch.thread.start();
        return watch;
    }

    /** The newest look; null before the first. */
    public Look newest() {
        return newest;
    }

    /** A look of the last seconds: a new one where there is none. */
    public synchronized Look fresh() {
        Look look = newest;
        return look != null && System.nanoTime() - look.nanos() < FRESH.toNanos() ? look : look();
    }

    private synchronized Look look() {
        ObjectNode flow = survey.take();
        newest = new Look(newest == null ? 1 : newest.number() + 1, System.nanoTime(), flow);
        return newest;
    }

    private void watch() {
        while (!stop.requested()) {
            long began = System.nanoTime();
            if (watched.getAsBoolean()) {
                try {
                    look();
                } catch (TransientException e) {
                    LOG.debug(
                            "no look at the flow cause={}",
                            e.getMessage()); // the follower says that the broker is away
                } catch (RuntimeException e) {
                    LOG.warn("no look at the flow cause={}", e.toString());
                }
            }
            long took = System.nanoTime() - began;
            stop.pause(Duration.ofNanos(Math.max(PAUSE.toNanos(), SHARE * took)));
        }
    }

    @Override
    public void close() {
        stop.end(thread, PATIENCE);
    }
}
