package sharelora.operations.deadletter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.models.learning.LearningSession;
import sharelora.operations.task.TaskRules;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.examples.ExampleReader;
import sharelora.platform.examples.ReadOutcome;
import sharelora.platform.examples.Shown;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogReader;
import sharelora.platform.kafka.OffsetGoneException;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Received;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Example;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;

/**
 * Dead letter → the example that it could have been. Letters of the tokenizer come back: what died later is in a
 * token batch, and every other job of the stream has learned from that. So has it from what one job's quarantine held back,
 * but that is all too often what somebody wants to look at and have learned after all.
 */
final class Revival {

    /** What became of a letter. */
    sealed interface Outcome {

        /** It can be read now. */
        record Alive(String stream, Example example) implements Outcome {}

        /** It cannot, and why, in words that many letters share. */
        record Dead(String why) implements Outcome {}
    }

    private static final String TOKENIZER = "tokenizer";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaSettings kafka;
    private final Map<String, Stream> streams;

    Revival(KafkaSettings kafka, Map<String, Stream> streams) {
        this.kafka = kafka;
        this.streams = streams;
    }

    /** What the letter's record is, read by what its stream says today. */
    Outcome of(Letter letter) {
        DeadLetter record = letter.record();
        if (record.getToOffset() != null) {
            return new Outcome.Dead("retention had taken the records before anybody read them: have them sent again");
        }
        if (!record.getStage().equals(TOKENIZER) && !record.getReason().equals(LearningSession.OUTLIER)) {
            return new Outcome.Dead("died in the " + record.getStage() + ", not on the way into a stream");
        }
        Stream stream = streams.get(record.getStream());
        if (stream == null) {
            return new Outcome.Dead("stream " + record.getStream() + " is not there");
        }
        return letter.original(kafka.framing())
                .or(() -> fetched(record))
                .map(original -> read(stream, original))
                .orElse(new Outcome.Dead("the letter is without its value, and its topic does not hold it any more"));
    }

    private static Outcome read(Stream stream, Received original) {
        ReadOutcome reading;
        try {
            reading = ExampleReader.of(stream).read(original);
        } catch (IllegalArgumentException e) {
            return new Outcome.Dead("stream " + stream.getName() + " does not read " + original.topic());
        }
        return switch (reading) {
            case ReadOutcome.Poison poison ->
                new Outcome.Dead("still " + poison.reason().word());
            case ReadOutcome.Ignored _ -> new Outcome.Dead("the stream passes over such records");
            case ReadOutcome.Found found -> fits(stream, found.example());
        };
    }

    private static Outcome fits(Stream stream, Example example) {
        return TaskRules.of(stream.getTask()).hasLabels() && !stream.getLabels().contains(example.getLabel())
                ? new Outcome.Dead("label is still none of the stream's: " + Shown.of(example.getLabel()))
                : new Outcome.Alive(stream.getName(), example);
    }

    /** Letters of older versions have the hash of the value as it was read, in another framing than its topic's. */
    private static boolean isOf(Received record, String sha256) {
        return sha256 == null || sha256.equals(Sha256.of(record.raw())) || sha256.equals(Sha256.of(record.value()));
    }

    /** The record itself, where the letter has only its hash and coordinates. */
    private Optional<Received> fetched(DeadLetter letter) {
        Source source = letter.getSource();
        Position place = new Position(source.getTopic(), source.getPartition());
        try (LogReader log = LogReader.open(kafka, place, source.getOffset())) {
            long until = System.nanoTime() + PATIENCE.toNanos();
            List<Received> next = List.of();
            while (next.isEmpty() && log.position() < log.endOffset() && System.nanoTime() < until) {
                next = log.poll(PATIENCE);
            }
            return next.stream()
                    .limit(1)
                    .filter(record -> record.offset() == source.getOffset() && record.value() != null)
                    .filter(record -> isOf(record, letter.getValueSha256()))
                    .findFirst();
        } catch (OffsetGoneException e) {
            return Optional.empty(); // retention has removed it: the letter stays, and that is said
        }
    }
}
