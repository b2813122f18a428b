package sharelora.evaluator.task;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import sharelora.engine.batch.PackedBatch;
import sharelora.evaluator.score.RegressionMetrics;
import sharelora.schemas.Difference;
import sharelora.schemas.EvalShard;
import sharelora.schemas.Measurement;
import sharelora.schemas.Metric;

/** Numbers that were said, against true ones. A regression is compared to step zero alone. */
record RegressionEvaluation() implements TaskEvaluation {

    @Override
    public boolean hasLinearProbe() {
        return false;
    }

    @Override
    public TrueAnswers trueAnswers(PackedBatch records) {
        return TrueAnswers.ofScores(Arrays.stream(records.scores()).boxed().toList());
    }

    @Override
    public int answered(EvalShard shard, Measurement measurement) {
        return measurement.getValues().size();
    }

    @Override
    public List<Metric> metrics(Collection<EvalShard> shards, List<Measurement> subject) {
        return RegressionMetrics.metrics(scores(shards), values(subject));
    }

    @Override
    public List<Difference> differences(
            Collection<EvalShard> shards, List<Measurement> candidate, List<Measurement> other) {
        return RegressionMetrics.differences(scores(shards), values(candidate), values(other));
    }

    private static double[] scores(Collection<EvalShard> shards) {
        return Columns.doubles(shards, EvalShard::getScores);
    }

    private static double[] values(List<Measurement> subject) {
        return Columns.doubles(subject, Measurement::getValues);
    }
}
