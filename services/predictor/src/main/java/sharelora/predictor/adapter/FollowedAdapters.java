package sharelora.predictor.adapter;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.kafka.Backoff;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.Stop;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.predictor.compute.ServedCheckpoint;
import sharelora.schemas.Job;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/**
 * Follows checkpoints and promotions. While the broker does not answer, what is known stays, and following goes on when it
 * does.
 */
public final class FollowedAdapters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FollowedAdapters.class);
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final KafkaSettings kafka;
    private final AdapterTable table;
    private final Runnable changed;
    private final Stop stop = new Stop();
    private final Thread thread;

    private FollowedAdapters(KafkaSettings kafka, ServeOptions options, Runnable changed) {
        this.kafka = kafka;
        this.table = new AdapterTable(options);
        this.changed = changed;
        this.thread = Thread.ofPlatform().name("predictor-adapters").daemon().unstarted(this::follow);
    }

    /**
     * Returns when all that was announced and promoted before the call is known.
     *
     * @param options what is to answer, whatever the jobs say
     * @param changed is called after every change, on a thread of this object: hand over, do not work there
     * @throws sharelora.platform.failure.TransientException where the broker does not answer
     */
    public static FollowedAdapters open(KafkaSettings kafka, ServeOptions options, Runnable changed) {
        FollowedAdapters adapters = new FollowedAdapters(kafka, options, changed);
        try (TopicReader checkpoints = adapters.reader(Topics.CHECKPOINTS);
                TopicReader promotions = adapters.reader(Topics.PROMOTIONS)) {
            checkpoints.readToEnd(adapters::checkpoint);
            promotions.readToEnd(adapters::promotion);
        }
        adapters.thread.start();
        return adapters;
    }

    /** The checkpoint that is to answer for the job; empty while there is none. */
    public Optional<ServedCheckpoint> of(Job job) {
        return table.of(job);
    }

    /** The checkpoint that is to predict beside it, without answering; empty where there is none. */
    public Optional<ServedCheckpoint> shadow(Job job) {
        return table.shadow(job);
    }

    /** What is awaited where there is none, as part of a sentence. */
    public String awaited(Job job) {
        return table.choice(job).awaited();
    }

    private TopicReader reader(Topic<?> topic) {
        return TopicReader.fromBeginning(kafka, topic.name());
    }

    private void follow() {
        Backoff backoff = new Backoff();
        while (!stop.requested()) {
            try (TopicReader checkpoints = reader(Topics.CHECKPOINTS);
                    TopicReader promotions = reader(Topics.PROMOTIONS)) {
                while (!stop.requested()) {
                    boolean any = false;
                    for (Received record : checkpoints.poll(WAIT)) {
                        any |= checkpoint(record);
                    }
                    for (Received record : promotions.poll(WAIT)) {
                        any |= promotion(record);
                    }
                    backoff.worked();
                    if (any) {
                        changed.run();
                    }
                }
            } catch (RuntimeException e) {
                if (!stop.requested()) {
                    LOG.warn("retrying topics of adapters cause={}", e.getMessage());
                    stop.pause(backoff.failed());
                }
            }
        }
    }

    private boolean checkpoint(Received record) {
        return told(record, table::checkpoint);
    }

    private boolean promotion(Received record) {
        return told(record, table::promotion);
    }

    private static boolean told(Received record, Predicate<Received> apply) {
        try {
            return apply.test(record);
        } catch (UnreadableRecordException e) {
            LOG.warn("passed over record={} cause={}", record.place(), e.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        stop.end(thread, PATIENCE);
    }
}
