package sharelora.evaluator.aggregator;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import sharelora.evaluator.task.TaskEvaluation;
import sharelora.schemas.Difference;
import sharelora.schemas.EvalShard;
import sharelora.schemas.Measurement;
import sharelora.schemas.Metric;
import sharelora.schemas.Subject;

/**
 * All that was measured of a slice.
 *
 * @param evaluation of the task that was learned
 * @param shards measured, in the order of the slice
 * @param subjects those that answered all of these shards, with their measurements of each
 */
record MergedMeasurements(
        TaskEvaluation evaluation, Collection<EvalShard> shards, Map<Subject, List<Measurement>> subjects) {

    /** @param shards measured, in the order of the slice */
    static MergedMeasurements of(Collection<EvalShard> shards) {
        Map<Subject, List<Measurement>> subjects = new EnumMap<>(Subject.class);
        for (Subject subject : Subject.values()) {
            List<Measurement> measurements = shards.stream()
                    .flatMap(shard -> shard.getMeasurements().stream().filter(each -> each.getSubject() == subject))
                    .toList();
            if (!shards.isEmpty() && measurements.size() == shards.size()) {
                subjects.put(subject, measurements);
            }
        }
        return new MergedMeasurements(TaskEvaluation.of(shards), shards, subjects);
    }

    /** Empty where the subject was not measured on all of the records. */
    List<Metric> metrics(Subject subject) {
        return subjects.containsKey(subject) ? evaluation.metrics(shards, subjects.get(subject)) : List.of();
    }

    /** The candidate beside the subject; empty where one of them was not measured on all of the records. */
    List<Difference> differences(Subject other) {
        return subjects.containsKey(Subject.CANDIDATE) && subjects.containsKey(other)
                ? evaluation.differences(shards, subjects.get(Subject.CANDIDATE), subjects.get(other))
                : List.of();
    }
}
