package sharelora.operations.audit;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import sharelora.models.learning.LearningSession;
import sharelora.operations.topics.TopicRecords;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogReader;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/**
 * What a job's trainer gave up, as its dead letters tell.
 *
 * @param batches offsets of token batches that are dead letters of their own
 * @param records where the examples were read that are dead letters, each for itself
 * @param outliers those of them whose batch was held back, and when
 * @param since retention has removed letters from before then; empty: it has removed none
 */
record GivenUp(Set<Long> batches, Set<Source> records, Map<Source, Instant> outliers, Optional<Instant> since) {

    private static final String TRAINER = "trainer";

    /** Of the job that took the snapshot. */
    static GivenUp read(KafkaSettings kafka, AdapterSnapshot manifest) {
        String topic = Topics.tokenBatches(manifest.getStream()).name();
        Set<Long> batches = new HashSet<>();
        Set<Source> records = new HashSet<>();
        Map<Source, Instant> outliers = new HashMap<>();
        AtomicReference<Instant> first = new AtomicReference<>(Instant.now());
        TopicRecords.read(kafka, Topics.DEAD_LETTERS, letter -> {
            first.accumulateAndGet(letter.getDeadAt(), (one, other) -> one.isBefore(other) ? one : other);
            Source source = letter.getSource();
            if (!manifest.getJobId().equals(letter.getJobId())) {
                return;
            }
            if (source.getTopic().equals(topic)) {
                batches.add(source.getOffset());
            } else if (letter.getStage().equals(TRAINER)) {
                records.add(source);
                if (letter.getReason().equals(LearningSession.OUTLIER)) {
                    outliers.put(source, letter.getDeadAt());
                }
            }
        });
        return new GivenUp(batches, records, outliers, isWhole(kafka) ? Optional.empty() : Optional.of(first.get()));
    }

    private static boolean isWhole(KafkaSettings kafka) {
        try (LogReader log = LogReader.open(kafka, new Position(Topics.DEAD_LETTERS.name(), 0), 0)) {
            return log.beginningOffset() == 0;
        }
    }

    /** Whether a letter from then would still be there. */
    boolean reaches(Instant then) {
        return since.filter(then::isBefore).isEmpty();
    }

    /** Whether the batch, or each of its records, is in a dead letter. */
    boolean holds(Received batch) {
        return batches.contains(batch.offset()) || holdsAllRecordsOf(batch);
    }

    private boolean holdsAllRecordsOf(Received batch) {
        try {
            TokenBatch records = Codec.decode(TokenBatch.class, batch.value());
            return !records.getSources().isEmpty() && this.records.containsAll(records.getSources());
        } catch (UnreadableRecordException e) {
            return false; // it would be a letter of its own
        }
    }
}
