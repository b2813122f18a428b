package sharelora.trainer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Decision;
import sharelora.schemas.Promotion;
import sharelora.schemas.RuleOutcome;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;
import sharelora.schemas.Verdict;

/**
 * What a job's gate has said: the verdicts by which a checkpoint is worse than the promoted one, and which state that is.
 * They arrive by the clock, so nothing follows from them but what a manifest commits. Not thread-safe.
 */
final class Regressions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);
    private static final long EVERY_NANOS = Duration.ofMillis(500).toNanos();

    private final String jobId;
    private final List<Runnable> polls = new ArrayList<>();
    private final List<TopicReader> readers = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final Map<String, Checkpoint> checkpoints = new HashMap<>();
    private Optional<String> promotedId = Optional.empty();
    private long followedAt = System.nanoTime();

    private Regressions(String jobId) {
        this.jobId = jobId;
    }

    /** Of a job that does not look. */
    static Regressions none(String jobId) {
        return new Regressions(jobId);
    }

    /** All that was said until now, and what comes. */
    static Regressions open(KafkaSettings kafka, String jobId) {
        Regressions opened = new Regressions(jobId);
        try {
            opened.read(kafka, Topics.VERDICTS, value -> opened.add(Codec.decode(Verdict.class, value)));
            opened.read(kafka, Topics.CHECKPOINTS, value -> opened.add(Codec.decode(Checkpoint.class, value)));
            opened.read(kafka, Topics.PROMOTIONS, value -> opened.add(Codec.decode(Promotion.class, value)));
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void read(KafkaSettings kafka, Topic<?> topic, Consumer<byte[]> add) {
        TopicReader reader = TopicReader.fromBeginning(kafka, topic.name());
        readers.add(reader);
        Consumer<Received> take = record -> take(record, add);
        reader.readToEnd(take);
        polls.add(() -> reader.poll(Duration.ZERO).forEach(take));
    }

    private static void take(Received record, Consumer<byte[]> add) {
        if (record.value() == null) {
            return;
        }
        try {
            add.accept(record.value());
        } catch (UnreadableRecordException e) {
            LOG.warn("passed over record={} cause={}", record.place(), e.getMessage());
        }
    }

    /** Reads what has come, twice a second at the most. */
    void follow() {
        if (System.nanoTime() - followedAt >= EVERY_NANOS) {
            polls.forEach(Runnable::run);
            followedAt = System.nanoTime();
        }
    }

    /** The newest regression of a checkpoint after that step. */
    Optional<Verdict> after(long step) {
        return verdicts.reversed().stream()
                .filter(verdict -> verdict.getStep() > step)
                .findFirst();
    }

    /** The checkpoint of that id, if it is known. */
    Optional<Checkpoint> checkpoint(String checkpointId) {
        return Optional.ofNullable(checkpoints.get(checkpointId));
    }

    /** SHA-256 of the promoted checkpoint's state. */
    Optional<String> promotedState() {
        return promotedId.flatMap(this::checkpoint).map(Checkpoint::getStateSha256);
    }

    private void add(Verdict verdict) {
        if (verdict.getJobId().equals(jobId) && isRegression(verdict)) {
            verdicts.add(verdict);
        }
    }

    private void add(Checkpoint checkpoint) {
        if (checkpoint.getJobId().equals(jobId)) {
            checkpoints.put(checkpoint.getCheckpointId(), checkpoint);
        }
    }

    private void add(Promotion promotion) {
        if (promotion.getJobId().equals(jobId)) {
            promotedId = Optional.of(promotion.getCheckpointId());
        }
    }

    /** Whether a rule found the whole interval below what it asks for, against a promoted checkpoint: not merely too little. */
    static boolean isRegression(Verdict verdict) {
        return verdict.getDecision() == Decision.REJECTED
                && verdict.getAgainst() != null
                && verdict.getRules().stream().anyMatch(Regressions::isBelow);
    }

    private static boolean isBelow(RuleOutcome rule) {
        return !rule.getHeld() && rule.getHigh() != null && rule.getHigh() < rule.getThreshold();
    }

    @Override
    public void close() {
        readers.forEach(TopicReader::close);
    }
}
