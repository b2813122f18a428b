package sharelora.evaluator.task;

import java.util.Collection;
import java.util.List;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Task;
import sharelora.schemas.Difference;
import sharelora.schemas.EvalShard;
import sharelora.schemas.Job;
import sharelora.schemas.Measurement;
import sharelora.schemas.Metric;

/**
 * How checkpoints of one task are evaluated: what a worker writes beside the answers, how much of a shard is answered, and
 * which metrics are made of them. {@link #of(Task)} is the only place of the evaluator that tells tasks apart.
 */
public sealed interface TaskEvaluation permits ClassificationEvaluation, RegressionEvaluation, GenerationEvaluation {

    /** The evaluation of that task. */
    static TaskEvaluation of(Task task) {
        return switch (task) {
            case CLASSIFICATION -> new ClassificationEvaluation();
            case REGRESSION -> new RegressionEvaluation();
            case GENERATION -> new GenerationEvaluation();
        };
    }

    /** The evaluation of what the job learns. */
    static TaskEvaluation of(Job job) {
        return of(Task.valueOf(job.getTask().name()));
    }

    /**
     * The evaluation of shards of one slice. Neither they nor their tasks name what was learned, so it follows from the
     * true answers that they have: generation alone has tokens that were asked for, regression alone has scores, and
     * classification is the rest.
     */
    static TaskEvaluation of(Collection<EvalShard> shards) {
        if (shards.stream().anyMatch(shard -> !shard.getAsked().isEmpty())) {
            return of(Task.GENERATION);
        }
        boolean scored = shards.stream().anyMatch(shard -> !shard.getScores().isEmpty());
        return of(scored ? Task.REGRESSION : Task.CLASSIFICATION);
    }

    /** Whether a linear model of the base's features can answer: a probe, or a head whose adapter adds nothing. */
    boolean hasLinearProbe();

    /** What records are truly to be answered with, as a worker writes it. */
    TrueAnswers trueAnswers(PackedBatch records);

    /** How many records of its shard the measurement has an answer to, with all that the metrics need of it. */
    int answered(EvalShard shard, Measurement measurement);

    /**
     * One subject's metrics.
     *
     * @param shards measured, in the order of the slice
     * @param subject its measurements of each of these shards
     */
    List<Metric> metrics(Collection<EvalShard> shards, List<Measurement> subject);

    /**
     * How much the candidate's metrics lie above another subject's, paired.
     *
     * @param shards measured, in the order of the slice
     * @param candidate its measurements of each of these shards
     * @param other the other subject's
     */
    List<Difference> differences(Collection<EvalShard> shards, List<Measurement> candidate, List<Measurement> other);
}
