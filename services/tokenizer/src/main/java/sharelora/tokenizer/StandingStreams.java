package sharelora.tokenizer;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.Backoff;
import sharelora.schemas.Stream;

/**
 * The streams of this process that cannot run: why, and when each is tried again. A stream's check is down with the
 * reason, and a metric tells it. Whoever keeps the streams calls it with its lock.
 */
final class StandingStreams {

    private static final Logger LOG = LoggerFactory.getLogger(StandingStreams.class);

    /** A loop that has run for so long, which is longer than any back-off, fails for the first time. */
    private static final Duration WORKED = Duration.ofMinutes(1);

    private static final class Standing {

        private final Backoff backoff = new Backoff();
        private Stream asked;
        private Optional<Stream> ran = Optional.empty();
        private Standstill why;
        private boolean now;

        /** By the clock of {@link System#nanoTime}: while it stands still, of the next try; then of its start. */
        private long at;
    }

    private final Platform platform;
    private final Consumer<Duration> again;
    private final Map<String, Standing> standing = new TreeMap<>();

    /** @param again is asked for another try after that time */
    StandingStreams(Platform platform, Consumer<Duration> again) {
        this.platform = platform;
        this.again = again;
    }

    /** Whether it may be started: it does not stand still, its record changed, or the wait is over. */
    boolean mayTry(Stream stream) {
        Standing each = standing.get(stream.getName());
        return each == null || !each.now || !each.asked.equals(stream) || System.nanoTime() - each.at >= 0;
    }

    /** As it was when it ran last, where it stood still after that. */
    Optional<Stream> ran(String name) {
        return Optional.ofNullable(standing.get(name)).flatMap(each -> each.ran);
    }

    /**
     * It cannot run with that record; asks for another try after the back-off.
     *
     * @param ran as it was while it ran; empty where it did not
     */
    void standsStill(Stream asked, Optional<Stream> ran, Throwable cause) {
        String name = asked.getName();
        Standing each = standing.computeIfAbsent(name, absent -> new Standing());
        each.ran = ran.or(() -> each.ran);
        Standstill why = Standstill.of(cause);
        boolean worked = !each.now && System.nanoTime() - each.at >= WORKED.toNanos();
        if (worked || !asked.equals(each.asked)) {
            each.backoff.worked();
        }
        Duration wait = each.backoff.failed();
        if (worked || !why.equals(each.why)) {
            LOG.error(
                    "stream stands still, the others go on stage=tokenizer stream={} waitMs={} cause={}",
                    name,
                    wait.toMillis(),
                    why.reason());
        }
        each.asked = asked;
        each.why = why;
        each.now = true;
        each.at = System.nanoTime() + wait.toNanos();
        platform.health().ready("tokenizer " + name).down(why.reason());
        new TokenizerMetrics(name, platform.metrics()).standsStill();
        again.accept(wait);
    }

    /** It was started, and its loop says how it does. */
    void runs(String name) {
        Standing each = standing.get(name);
        if (each != null && each.now) {
            each.now = false;
            each.at = System.nanoTime();
            LOG.info("goes on stream={}", name);
        }
        new TokenizerMetrics(name, platform.metrics()).goesOn();
    }

    /** Nobody wants it any more. */
    void forget(String name) {
        if (standing.remove(name) != null) {
            platform.health().forget("tokenizer " + name);
        }
        new TokenizerMetrics(name, platform.metrics()).goesOn();
    }

    /** The names of those that were asked for and not forgotten, whether they stand still now or did. */
    Set<String> names() {
        return Set.copyOf(standing.keySet());
    }

    /** Why the first of those that stand still does; empty where none does. */
    Optional<String> reason() {
        return standing.entrySet().stream()
                .filter(each -> each.getValue().now)
                .findFirst()
                .map(each -> "stream " + each.getKey() + " stands still: "
                        + each.getValue().why.reason());
    }

    /** Whether one of them may go on by itself at any moment. */
    boolean passes() {
        return standing.values().stream().anyMatch(each -> each.now && each.why.passes());
    }
}
