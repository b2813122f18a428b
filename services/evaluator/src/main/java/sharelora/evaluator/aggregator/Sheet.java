package sharelora.evaluator.aggregator;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.evaluator.score.Answered;
import sharelora.evaluator.score.Paired;
import sharelora.evaluator.score.Regression;
import sharelora.evaluator.score.Scores;
import sharelora.schemas.Difference;
import sharelora.schemas.EvalShard;
import sharelora.schemas.Measurement;
import sharelora.schemas.Metric;
import sharelora.schemas.Subject;

/**
 * All that was measured of a slice, as one list in the order of the slice.
 *
 * @param targets true classes
 * @param scores true values; none where the task is not regression
 * @param subjects those that answered all of the records
 */
record Sheet(int[] targets, double[] scores, Map<Subject, Answers> subjects) {

    /** One subject's. */
    private record Answers(Answered answered, double[] values, double lossSum) {}

    /** @param shards measured, in the order of the slice */
    static Sheet of(Collection<EvalShard> shards) {
        int[] targets = shards.stream()
                .flatMap(shard -> shard.getTargets().stream())
                .mapToInt(Integer::intValue)
                .toArray();
        double[] scores = shards.stream()
                .flatMap(shard -> shard.getScores().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        Map<Subject, Answers> subjects = new EnumMap<>(Subject.class);
        for (Subject subject : Subject.values()) {
            List<Measurement> measurements = shards.stream()
                    .flatMap(shard -> shard.getMeasurements().stream().filter(each -> each.getSubject() == subject))
                    .toList();
            if (!shards.isEmpty() && measurements.size() == shards.size()) {
                subjects.put(subject, answers(measurements));
            }
        }
        return new Sheet(targets, scores, subjects);
    }

    private static Answers answers(List<Measurement> measurements) {
        int[] predictions = measurements.stream()
                .flatMap(each -> each.getPredictions().stream())
                .mapToInt(Integer::intValue)
                .toArray();
        double[] losses = measurements.stream()
                .flatMap(each -> each.getLosses().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        double lossSum = 0;
        for (Measurement measurement : measurements) {
            lossSum += measurement.getLossSum();
        }
        double[] values = measurements.stream()
                .flatMap(each -> each.getValues().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        return new Answers(new Answered(predictions, losses), values, lossSum);
    }

    /** Empty where the subject was not measured on all of the records. */
    List<Metric> metrics(Subject subject) {
        return Optional.ofNullable(subjects.get(subject))
                .map(each -> scores.length > 0
                        ? Regression.metrics(scores, each.values())
                        : Scores.of(targets, each.answered(), each.lossSum()))
                .orElse(List.of());
    }

    /** The candidate beside the subject; empty where one of them was not measured on all of the records. */
    List<Difference> differences(Subject other) {
        Answers candidate = subjects.get(Subject.CANDIDATE);
        Answers beside = subjects.get(other);
        if (candidate == null || beside == null) {
            return List.of();
        }
        return scores.length > 0
                ? Regression.differences(scores, candidate.values(), beside.values())
                : Paired.of(targets, candidate.answered(), beside.answered());
    }
}
