package sharelora.platform.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.schemas.Job;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;

/**
 * All streams and jobs, followed: what every service knows of what it is asked to do. Readable from any thread; what is
 * returned is a picture of one moment.
 *
 * <p>While the broker does not answer, the last known picture stays and following goes on when it does.
 */
public final class Catalog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);
    private static final Duration WAIT = Duration.ofMillis(500);

    private final KafkaSettings kafka;
    private final FollowedTable<Stream> streams = new FollowedTable<>(Topics.STREAMS);
    private final FollowedTable<Job> jobs = new FollowedTable<>(Topics.JOBS);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Stop stop = new Stop();
    private final List<Thread> threads;

    private Catalog(KafkaSettings kafka) {
        this.kafka = kafka;
        this.threads = List.of(follower(streams), follower(jobs));
    }

    /**
     * Returns when everything submitted before the call is known.
     *
     * @throws sharelora.platform.failure.FatalException where the topics do not exist
     * @throws LogUnavailableException where the broker does not answer
     */
    public static Catalog open(KafkaSettings kafka) {
        Catalog catalog = new Catalog(kafka);
        catalog.load(catalog.streams);
        catalog.load(catalog.jobs);
        catalog.threads.forEach(Thread::start);
        return catalog;
    }

    public Optional<Stream> stream(String name) {
        return Optional.ofNullable(streams.rows().get(name));
    }

    /** In order of their names. */
    public Collection<Stream> streams() {
        return streams.rows().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    public Optional<Job> job(String id) {
        return Optional.ofNullable(jobs.rows().get(id));
    }

    /** The partition that the job's record is in; empty where there is no such job. */
    public OptionalInt partition(String jobId) {
        return jobs.partition(jobId);
    }

    /** In order of their ids, whatever their state. */
    public Collection<Job> jobs() {
        return jobs.rows().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Calls the listener after every change, on a thread of the catalog's: hand over, do not work there. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        stop.request();
        threads.forEach(Catalog::awaitEnd);
    }

    /** Followers see the request within one wait; an interrupt would make Kafka's client log a stack trace. */
    private static void awaitEnd(Thread thread) {
        try {
            thread.join(Clients.CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread follower(FollowedTable<?> table) {
        return Thread.ofPlatform()
                .name("catalog-" + table.topic().shortName())
                .daemon()
                .unstarted(() -> follow(table));
    }

    private void load(FollowedTable<?> table) {
        try (TopicReader reader = TopicReader.fromBeginning(kafka, table.topic().name())) {
            reader.readToEnd(table::apply);
        }
    }

    /** The stage beside it says how its own tries go; the last known picture stays meanwhile. */
    private static void tellOnce(FollowedTable<?> table, Backoff backoff, RuntimeException e) {
        if (!backoff.failing()) {
            LOG.warn("retrying topic={} cause={}", table.topic().name(), e.getMessage());
        }
    }

    /** Reads from the beginning after every failure: the topics are small, and equal rows are no change. */
    private void follow(FollowedTable<?> table) {
        Backoff backoff = new Backoff();
        while (!stop.requested()) {
            try (TopicReader reader =
                    TopicReader.fromBeginning(kafka, table.topic().name())) {
                while (!stop.requested()) {
                    boolean changed = false;
                    for (var record : reader.poll(WAIT)) {
                        changed |= table.apply(record);
                    }
                    backoff.worked();
                    if (changed) {
                        listeners.forEach(Runnable::run);
                    }
                }
            } catch (RuntimeException e) {
                if (!stop.requested()) {
                    tellOnce(table, backoff, e);
                    stop.pause(backoff.failed());
                }
            }
        }
    }
}
