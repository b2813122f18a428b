package sharelora.evaluator.aggregator;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import sharelora.evaluator.score.Scores;
import sharelora.schemas.BlobNames;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalShard;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Measurement;
import sharelora.schemas.Metric;
import sharelora.schemas.Subject;

/** Makes an EvalResult of shards. Sums run in the order of the slice, so only the time depends on who measured when. */
final class Summary {

    private Summary() {}

    /** @param revision from 1 */
    static EvalResult of(OpenResult open, int revision, Instant now) {
        EvalTask task = open.task();
        Collection<EvalShard> measured = open.measured();
        Optional<String> failure = open.failure();
        return EvalResult.newBuilder()
                .setResultId(OpenResult.id(task))
                .setRevision(revision)
                .setStatus(status(measured.isEmpty(), failure.isPresent()))
                .setJobId(task.getJobId())
                .setCheckpointId(task.getCheckpointId())
                .setCheckpoint(BlobNames.CHECKPOINTS + "/" + task.getCheckpointId())
                .setStep(task.getStep())
                .setBase(task.getBase())
                .setBaseSha256(task.getBaseSha256())
                .setSuite(task.getSuite())
                .setSuiteSha256(task.getSuiteSha256())
                .setN(open.n())
                .setOf(task.getRecords())
                .setMetrics(scores(measured, Subject.CANDIDATE))
                .setStepZero(scores(measured, Subject.STEP_ZERO))
                .setLinearProbe(scores(measured, Subject.LINEAR_PROBE))
                .setFailure(failure.orElse(null))
                .setEngine(measured.stream()
                        .map(EvalShard::getEngine)
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", ")))
                .setEvaluatedAt(now)
                .build();
    }

    private static EvalStatus status(boolean nothing, boolean incomplete) {
        if (nothing) {
            return EvalStatus.FAILED;
        }
        return incomplete ? EvalStatus.PARTIAL : EvalStatus.COMPLETE;
    }

    /** Empty where the subject was not measured on all of the records that the candidate was. */
    private static List<Metric> scores(Collection<EvalShard> shards, Subject subject) {
        List<Measurement> measurements = shards.stream()
                .flatMap(shard -> shard.getMeasurements().stream().filter(each -> each.getSubject() == subject))
                .toList();
        if (shards.isEmpty() || measurements.size() != shards.size()) {
            return List.of();
        }
        int[] targets = shards.stream()
                .flatMap(shard -> shard.getTargets().stream())
                .mapToInt(Integer::intValue)
                .toArray();
        int[] predictions = measurements.stream()
                .flatMap(each -> each.getPredictions().stream())
                .mapToInt(Integer::intValue)
                .toArray();
        double lossSum = 0;
        for (Measurement measurement : measurements) {
            lossSum += measurement.getLossSum();
        }
        return Scores.of(targets, predictions, lossSum);
    }
}
