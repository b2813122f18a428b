package sharelora.evaluator.aggregator;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import sharelora.evaluator.score.ClassificationMetrics;
import sharelora.evaluator.score.GenerationMetrics;
import sharelora.evaluator.score.PairedDifferences;
import sharelora.evaluator.score.RegressionMetrics;
import sharelora.evaluator.score.SubjectPredictions;
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
 * @param asked tokens that were to be said; none where the task is not generation
 * @param subjects those that answered all of the records
 */
record MergedMeasurements(int[] targets, double[] scores, int[] asked, Map<Subject, Answers> subjects) {

    /** One subject's. */
    private record Answers(SubjectPredictions answered, double[] values, int[] said, boolean[] exact, double lossSum) {

        GenerationMetrics.Said words() {
            return new GenerationMetrics.Said(said, answered.losses(), exact);
        }
    }

    /** @param shards measured, in the order of the slice */
    static MergedMeasurements of(Collection<EvalShard> shards) {
        int[] targets = ints(shards.stream().flatMap(shard -> shard.getTargets().stream()));
        int[] asked = ints(shards.stream().flatMap(shard -> shard.getAsked().stream()));
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
        return new MergedMeasurements(targets, scores, asked, subjects);
    }

    private static int[] ints(Stream<Integer> numbers) {
        return numbers.mapToInt(Integer::intValue).toArray();
    }

    private static Answers answers(List<Measurement> measurements) {
        int[] predictions = ints(measurements.stream().flatMap(each -> each.getPredictions().stream()));
        int[] said = ints(measurements.stream().flatMap(each -> each.getSaid().stream()));
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
        return new Answers(new SubjectPredictions(predictions, losses), values, said, exact(measurements), lossSum);
    }

    private static boolean[] exact(List<Measurement> measurements) {
        List<Boolean> all =
                measurements.stream().flatMap(each -> each.getExact().stream()).toList();
        boolean[] exact = new boolean[all.size()];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = all.get(i);
        }
        return exact;
    }

    /** Empty where the subject was not measured on all of the records. */
    List<Metric> metrics(Subject subject) {
        return Optional.ofNullable(subjects.get(subject)).map(this::metrics).orElse(List.of());
    }

    private List<Metric> metrics(Answers answers) {
        if (asked.length > 0) {
            return GenerationMetrics.metrics(asked, answers.words());
        }
        return scores.length > 0
                ? RegressionMetrics.metrics(scores, answers.values())
                : ClassificationMetrics.of(targets, answers.answered(), answers.lossSum());
    }

    /** The candidate beside the subject; empty where one of them was not measured on all of the records. */
    List<Difference> differences(Subject other) {
        Answers candidate = subjects.get(Subject.CANDIDATE);
        Answers beside = subjects.get(other);
        if (candidate == null || beside == null) {
            return List.of();
        }
        if (asked.length > 0) {
            return GenerationMetrics.differences(asked, candidate.words(), beside.words());
        }
        return scores.length > 0
                ? RegressionMetrics.differences(scores, candidate.values(), beside.values())
                : PairedDifferences.of(targets, candidate.answered(), beside.answered());
    }
}
