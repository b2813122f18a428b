package sharelora.console.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.console.model.ReadModel;
import sharelora.operations.topics.Onlooker;
import sharelora.platform.health.Check;
import sharelora.platform.kafka.Backoff;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.PublicSchemas;
import sharelora.platform.kafka.Stop;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/**
 * The topics → the read model, from their beginning. While the broker does not answer, what is known stays, which is said,
 * and following goes on where it was.
 */
public final class Follower implements Following, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration WAIT = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Map<String, Topic<?>> FOLLOWED = Stream.<Topic<?>>of(
                    Topics.STREAMS,
                    Topics.JOBS,
                    Topics.TRAIN_STEPS,
                    Topics.DRIFT,
                    Topics.ADAPTER_SNAPSHOTS,
                    Topics.CHECKPOINTS,
                    Topics.EVAL_SHARDS,
                    Topics.EVAL_RESULTS,
                    Topics.VERDICTS,
                    Topics.PROMOTIONS,
                    Topics.DEAD_LETTERS,
                    Topics.REPLAYED_LETTERS,
                    Topics.OPERATIONS)
            .collect(Collectors.toMap(Topic::name, topic -> topic));

    private final KafkaSettings kafka;
    private final PublicSchemas schemas;
    private final ReadModel model;
    private final Check check;
    private final Stop stop = new Stop();
    private final Thread thread =
            Thread.ofPlatform().name("console-follower").daemon().unstarted(this::follow);
    private final Map<Position, Long> positions = new HashMap<>();
    private volatile boolean loaded;
    private volatile Optional<String> trouble = Optional.empty();
    private final AtomicLong records = new AtomicLong();

    private Follower(KafkaSettings kafka, ReadModel model, Check check) {
        this.kafka = Onlooker.of(kafka).kafka();
        this.schemas = PublicSchemas.of(this.kafka);
        this.model = model;
        this.check = check;
    }

    /** Begins to follow; returns at once. */
    public static Follower start(KafkaSettings kafka, ReadModel model, Check check) {
        Follower follower = new Follower(kafka, model, check);
        follower.thread.start();
        return follower;
    }

    @Override
    public boolean loaded() {
        return loaded;
    }

    @Override
    public long records() {
        return records.get();
    }

    @Override
    public Optional<String> trouble() {
        return trouble;
    }

    private void follow() {
        Backoff backoff = new Backoff();
        while (!stop.requested()) {
            try (TopicReader reader = TopicReader.from(kafka, List.copyOf(FOLLOWED.keySet()), positions)) {
                reader.positions().forEach((place, next) -> model.begins(place.topic(), place.partition(), next));
                while (!stop.requested()) {
                    take(reader);
                    backoff.worked();
                }
            } catch (RuntimeException e) {
                if (!stop.requested()) {
                    LOG.warn("retrying topics of the console cause={}", e.getMessage());
                    trouble = Optional.of(String.valueOf(e.getMessage()));
                    check.down("shows what was known before: " + e.getMessage());
                    stop.pause(backoff.failed());
                }
            }
        }
    }

    private void take(TopicReader reader) {
        List<Received> received = reader.poll(WAIT);
        List<ReadModel.Told> told = new ArrayList<>(received.size());
        for (Received record : received) {
            told(record).ifPresent(told::add);
        }
        model.apply(told);
        positions.putAll(reader.positions());
        records.addAndGet(received.size());
        if (!loaded && reader.caughtUp()) {
            loaded = true;
            LOG.info("the log is read records={}", records());
        }
        trouble = Optional.empty();
        if (loaded) {
            check.up();
        } else {
            check.down("reading the log: " + records() + " records so far");
        }
    }

    private Optional<ReadModel.Told> told(Received record) {
        try {
            return Optional.of(new ReadModel.Told(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.keyText().orElse(""),
                    record.value() == null
                            ? null
                            : Codec.decode(FOLLOWED.get(record.topic()).type(), record.value(), schemas::schema)));
        } catch (UnreadableRecordException e) {
            LOG.warn("passed over record={} cause={}", record.place(), e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        stop.end(thread, PATIENCE);
    }
}
