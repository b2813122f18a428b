package sharelora.evaluator.task;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import sharelora.engine.batch.PackedBatch;
import sharelora.evaluator.score.GenerationMetrics;
import sharelora.schemas.Difference;
import sharelora.schemas.EvalShard;
import sharelora.schemas.Measurement;
import sharelora.schemas.Metric;

/** Tokens that were said, against those that were asked for. */
record GenerationEvaluation() implements TaskEvaluation {

    @Override
    public boolean hasLinearProbe() {
        return false;
    }

    @Override
    public TrueAnswers trueAnswers(PackedBatch records) {
        return TrueAnswers.ofTokens(
                IntStream.range(0, records.records()).mapToObj(records::asked).toList());
    }

    /** Where a beam search was asked for, only records that it has been through are answered. */
    @Override
    public int answered(EvalShard shard, Measurement measurement) {
        int told =
                Math.min(measurement.getSaid().size(), measurement.getLosses().size());
        return shard.getTask().getBeamSearch() == null
                ? told
                : Math.min(told, measurement.getExact().size());
    }

    @Override
    public List<Metric> metrics(Collection<EvalShard> shards, List<Measurement> subject) {
        return GenerationMetrics.metrics(asked(shards), said(subject));
    }

    @Override
    public List<Difference> differences(
            Collection<EvalShard> shards, List<Measurement> candidate, List<Measurement> other) {
        return GenerationMetrics.differences(asked(shards), said(candidate), said(other));
    }

    private static int[] asked(Collection<EvalShard> shards) {
        return Columns.ints(shards, EvalShard::getAsked);
    }

    private static GenerationMetrics.Said said(List<Measurement> subject) {
        return new GenerationMetrics.Said(
                Columns.ints(subject, Measurement::getSaid),
                Columns.doubles(subject, Measurement::getLosses),
                Columns.booleans(subject, Measurement::getExact));
    }
}
