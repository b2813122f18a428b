package sharelora.operations.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import sharelora.operations.topics.TopicRecords;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.schemas.StepStatus;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/**
 * What a job told of its steps, as far as the topic still holds it.
 *
 * @param all in log order
 */
record Steps(List<TrainStep> all) {

    Steps {
        all = List.copyOf(all);
    }

    /** Of that job, up to that step. */
    static Steps read(KafkaSettings kafka, String jobId, long last) {
        List<TrainStep> all = new ArrayList<>();
        TopicRecords.read(kafka, Topics.TRAIN_STEPS, step -> {
            if (step.getJobId().equals(jobId) && step.getStep() <= last) {
                all.add(step);
            }
        });
        return new Steps(all);
    }

    /** Whether the first step is among them: retention has not removed any. */
    boolean complete() {
        return !all.isEmpty() && all.getFirst().getStep() == 1;
    }

    /** The oldest batch that they tell of; empty where they tell nothing. */
    Optional<Long> firstOffset() {
        return all.stream().map(TrainStep::getOffset).findFirst();
    }

    NavigableMap<Long, TrainStep> byOffset() {
        NavigableMap<Long, TrainStep> steps = new TreeMap<>();
        all.forEach(step -> steps.put(step.getOffset(), step));
        return steps;
    }

    /** Which steps learned an earlier record once more, record by record. */
    Map<RecordPlace, List<Long>> replayed() {
        Map<RecordPlace, List<Long>> replayed = new HashMap<>();
        for (TrainStep step : all) {
            step.getReplayed()
                    .forEach(record -> replayed.computeIfAbsent(
                                    new RecordPlace(record.getOffset(), record.getPlace()), place -> new ArrayList<>())
                            .add(step.getStep()));
        }
        return replayed;
    }

    /** Offsets of token batches that were learned: each step's begin where the step before ended. */
    List<OffsetInterval> learned(long first) {
        List<OffsetInterval> learned = new ArrayList<>();
        long from = first;
        for (TrainStep step : all) {
            long to = step.getOffset() + 1;
            if (step.getStatus() == StepStatus.LEARNED && to > from) {
                learned.add(new OffsetInterval(from, to));
            }
            from = Math.max(from, to);
        }
        return OffsetInterval.union(learned);
    }
}
