package sharelora.operations.audit;

import java.util.HashSet;
import java.util.Set;
import sharelora.operations.topics.TopicRecords;
import sharelora.platform.kafka.KafkaSettings;
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
 */
record GivenUp(Set<Long> batches, Set<Source> records) {

    private static final String TRAINER = "trainer";

    /** Of the job that took the snapshot. */
    static GivenUp read(KafkaSettings kafka, AdapterSnapshot manifest) {
        String topic = Topics.tokenBatches(manifest.getStream()).name();
        GivenUp givenUp = new GivenUp(new HashSet<>(), new HashSet<>());
        TopicRecords.read(kafka, Topics.DEAD_LETTERS, letter -> {
            Source source = letter.getSource();
            if (!manifest.getJobId().equals(letter.getJobId())) {
                return;
            }
            if (source.getTopic().equals(topic)) {
                givenUp.batches.add(source.getOffset());
            } else if (letter.getStage().equals(TRAINER)) {
                givenUp.records.add(source);
            }
        });
        return givenUp;
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
