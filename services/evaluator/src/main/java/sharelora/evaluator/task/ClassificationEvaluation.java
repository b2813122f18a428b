package sharelora.evaluator.task;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import sharelora.engine.batch.PackedBatch;
import sharelora.evaluator.score.ClassificationMetrics;
import sharelora.evaluator.score.PairedDifferences;
import sharelora.evaluator.score.SubjectPredictions;
import sharelora.schemas.Difference;
import sharelora.schemas.EvalShard;
import sharelora.schemas.Measurement;
import sharelora.schemas.Metric;

/** Classes that were predicted, against true ones. */
record ClassificationEvaluation() implements TaskEvaluation {

    @Override
    public boolean hasLinearProbe() {
        return true;
    }

    @Override
    public TrueAnswers trueAnswers(PackedBatch records) {
        return TrueAnswers.ofClasses(Arrays.stream(records.classes()).boxed().toList());
    }

    @Override
    public int answered(EvalShard shard, Measurement measurement) {
        return measurement.getPredictions().size();
    }

    @Override
    public List<Metric> metrics(Collection<EvalShard> shards, List<Measurement> subject) {
        double lossSum = 0;
        for (Measurement measurement : subject) {
            lossSum += measurement.getLossSum();
        }
        return ClassificationMetrics.of(targets(shards), predictions(subject), lossSum);
    }

    @Override
    public List<Difference> differences(
            Collection<EvalShard> shards, List<Measurement> candidate, List<Measurement> other) {
        return PairedDifferences.of(targets(shards), predictions(candidate), predictions(other));
    }

    private static int[] targets(Collection<EvalShard> shards) {
        return Columns.ints(shards, EvalShard::getTargets);
    }

    private static SubjectPredictions predictions(List<Measurement> subject) {
        return new SubjectPredictions(
                Columns.ints(subject, Measurement::getPredictions), Columns.doubles(subject, Measurement::getLosses));
    }
}
