package sharelora.operations.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Stream;
import sharelora.operations.retention.LostRecords;
import sharelora.platform.examples.Shown;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogReader;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Source;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/**
 * Exactly which records a checkpoint learned, in the order in which it did, a page at a time; between them those of batches
 * that it did not learn.
 */
public final class Explanation {

    private static final Duration WAIT = Duration.ofMillis(200);

    /**
     * One record.
     *
     * @param place where it stands in the token batches
     * @param step that learned it, or took its batch; empty where the topic does not tell any more
     * @param source where it was read
     * @param again steps that learned it once more, as far as the topic tells, in their order
     * @param notLearned why its batch was not learned; empty where it was
     */
    public record Learned(
            RecordPlace place,
            Optional<Long> step,
            String exampleId,
            Source source,
            List<Long> again,
            Optional<String> notLearned) {

        public Learned {
            again = List.copyOf(again);
        }

        /**
         * One line: place, step, id, where it was read; then how often it was replayed, where it was, or why it was not
         * learned. The id is a stranger's, so it is escaped and cut.
         */
        public String line() {
            return "%-12s %8s  %s  %s:%d:%d%s%s"
                    .formatted(
                            place,
                            step.map(Object::toString).orElse("?"),
                            Shown.of(exampleId),
                            source.getTopic(),
                            source.getPartition(),
                            source.getOffset(),
                            again.isEmpty()
                                    ? ""
                                    : "  replayed " + again.size() + (again.size() == 1 ? " time" : " times")
                                            + ", last at step " + again.getLast(),
                            notLearned.map(why -> "  NOT LEARNED: " + why).orElse(""));
        }
    }

    /**
     * Some of them.
     *
     * @param gone offsets of token batches that were learned and retention has removed
     * @param lost input between what was learned that was removed before the tokenizer had read it
     * @param next whether there are more after the last of these
     */
    public record Page(List<Learned> records, List<OffsetRange> gone, LostRecords lost, boolean next) {}

    private static final Comparator<OffsetRange> IN_ORDER =
            Comparator.comparingInt(OffsetRange::getPartition).thenComparingLong(OffsetRange::getFrom);

    private final NavigableMap<Long, TrainStep> steps;
    private final Map<RecordPlace, List<Long>> again;
    private final List<Learned> records = new ArrayList<>();
    private final List<OffsetRange> gone = new ArrayList<>();
    private final RecordPlace after;
    private final int limit;
    private boolean next;

    private Explanation(Steps steps, RecordPlace after, int limit) {
        this.steps = steps.byOffset();
        this.again = steps.replayed();
        this.after = after;
        this.limit = limit;
    }

    /** At most {@code limit} records of the checkpoint's after that place. */
    public static Page of(KafkaSettings kafka, Checkpoint checkpoint, RecordPlace after, int limit) {
        Steps steps = Steps.read(kafka, checkpoint.getJobId(), checkpoint.getStep());
        Explanation explanation = new Explanation(steps, after, limit);
        String batches = Topics.tokenBatches(checkpoint.getStream()).name();
        Stream.concat(checkpoint.getLearnedFrom().stream(), explanation.heldBack(batches))
                .sorted(IN_ORDER)
                .forEach(range -> explanation.read(kafka, range));
        LostRecords lost = LostRecords.of(kafka, checkpoint.getStream()).within(checkpoint.getInputs());
        return new Page(List.copyOf(explanation.records), List.copyOf(explanation.gone), lost, explanation.next);
    }

    /** The batches of steps that learned nothing: they are in no range. */
    private Stream<OffsetRange> heldBack(String topic) {
        return steps.values().stream()
                .filter(step -> step.getStatus() == StepStatus.SKIPPED)
                .map(step -> new OffsetRange(topic, 0, step.getOffset(), step.getOffset() + 1));
    }

    private void read(KafkaSettings kafka, OffsetRange range) {
        Position place = new Position(range.getTopic(), range.getPartition());
        try (LogReader log = LogReader.open(kafka, place, 0)) {
            long beginning = log.beginningOffset();
            if (range.getFrom() < beginning && !isHeldBack(range.getFrom())) {
                long to = Math.min(beginning, range.getTo());
                gone.add(new OffsetRange(range.getTopic(), range.getPartition(), range.getFrom(), to));
            }
            log.seek(Math.max(Math.max(range.getFrom(), beginning), after.offset()));
            while (!next && log.position() < Math.min(range.getTo(), log.endOffset())) {
                for (Received batch : log.poll(WAIT)) {
                    if (batch.offset() < range.getTo() && isStep(batch.offset())) {
                        add(batch);
                    }
                }
            }
        }
    }

    /** Within the range lie batches that were passed over, too: they are no step. What steps do not reach is believed. */
    private boolean isStep(long offset) {
        return steps.containsKey(offset) || steps.isEmpty() || offset < steps.firstKey();
    }

    private boolean isHeldBack(long offset) {
        return steps.containsKey(offset) && notLearned(steps.get(offset)).isPresent();
    }

    private static Optional<String> notLearned(TrainStep step) {
        return step.getStatus() == StepStatus.LEARNED
                ? Optional.empty()
                : Optional.of(
                        step.getOutlier() == null
                                ? "loss or gradient of its batch was not finite"
                                : "its batch was held back, an outlier by its " + step.getOutlier());
    }

    private void add(Received received) {
        TokenBatch batch;
        try {
            batch = Codec.decode(TokenBatch.class, received.value());
        } catch (UnreadableRecordException e) {
            return; // so it was none for the trainer either
        }
        Optional<TrainStep> step = Optional.ofNullable(steps.get(received.offset()));
        List<Integer> leftOut = step.map(TrainStep::getLeftOut).orElse(List.of());
        for (int i = 0; i < batch.getExampleIds().size(); i++) {
            RecordPlace place = new RecordPlace(received.offset(), i);
            if (place.compareTo(after) > 0 && !leftOut.contains(i)) {
                next |= records.size() == limit;
                if (records.size() < limit) {
                    records.add(new Learned(
                            place,
                            step.map(TrainStep::getStep),
                            batch.getExampleIds().get(i),
                            batch.getSources().get(i),
                            again.getOrDefault(place, List.of()),
                            step.flatMap(Explanation::notLearned)));
                }
            }
        }
    }
}
