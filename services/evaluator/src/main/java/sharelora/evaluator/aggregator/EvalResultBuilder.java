package sharelora.evaluator.aggregator;

import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalShard;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Subject;

/**
 * Makes an EvalResult of shards. Sums run in the order of the slice, so only the times depend on who measured when.
 *
 * @param places where readers find the blob of a key
 */
record EvalResultBuilder(Function<String, URI> places) {

    /** @param revision from 1 */
    EvalResult of(OpenResult open, int revision, Instant now) {
        Collection<EvalShard> measured = open.n() == 0 ? List.of() : open.measured();
        Optional<String> failure = open.failure();
        EvalResult.Builder draft = draft(open, revision, now)
                .setStatus(status(measured.isEmpty(), failure.isPresent()))
                .setN(open.n())
                .setFailure(failure.orElse(null));
        figures(draft, MergedMeasurements.of(measured));
        machines(draft, measured);
        return draft.build();
    }

    /** A result that says only why there are no figures. */
    EvalResult failed(OpenResult open, int revision, Instant now, String failure) {
        EvalResult.Builder draft =
                draft(open, revision, now).setStatus(EvalStatus.FAILED).setN(0).setFailure(failure);
        figures(draft, MergedMeasurements.of(List.of()));
        machines(draft, List.of());
        return draft.build();
    }

    private EvalResult.Builder draft(OpenResult open, int revision, Instant now) {
        EvalTask task = open.task();
        EvalResult.Builder draft = EvalResult.newBuilder()
                .setResultId(OpenResult.id(task))
                .setRevision(revision)
                .setJobId(task.getJobId())
                .setStep(task.getStep())
                .setBase(task.getBase())
                .setBaseSha256(task.getBaseSha256())
                .setSuite(task.getSuite())
                .setSuiteSha256(task.getSuiteSha256())
                .setOf(task.getRecords())
                .setPlannedAt(task.getPlannedAt())
                .setEvaluatedAt(now);
        subjects(draft, task);
        Optional.ofNullable(task.getCheckpoint()).ifPresent(checkpoint -> candidate(draft, checkpoint));
        return draft;
    }

    private static EvalStatus status(boolean nothing, boolean incomplete) {
        if (nothing) {
            return EvalStatus.FAILED;
        }
        return incomplete ? EvalStatus.PARTIAL : EvalStatus.COMPLETE;
    }

    private void subjects(EvalResult.Builder draft, EvalTask task) {
        String folder = BlobNames.CHECKPOINTS + "/" + task.getCheckpointId();
        draft.setCheckpointId(task.getCheckpointId())
                .setCheckpoint(folder)
                .setCheckpointUri(places.apply(folder).toString())
                .setStepZeroId(task.getStepZeroId().isEmpty() ? null : task.getStepZeroId())
                .setProbeSha256(task.getProbeSha256())
                .setIncumbentId(task.getIncumbentId())
                .setBeamSearch(task.getBeamSearch())
                .setPrecision(task.getPrecision());
    }

    private static void candidate(EvalResult.Builder draft, Checkpoint checkpoint) {
        draft.setStream(checkpoint.getStream())
                .setAdapterName(checkpoint.getAdapterName())
                .setMethod(checkpoint.getMethod())
                .setRank(checkpoint.getRank())
                .setTrainableParameters(checkpoint.getTrainableParameters())
                .setTokenizerSha256(checkpoint.getTokenizerSha256())
                .setAdapterSha256(checkpoint.getAdapterSha256())
                .setStateSha256(checkpoint.getStateSha256())
                .setRecords(checkpoint.getRecords())
                .setLearnedFrom(checkpoint.getLearnedFrom())
                .setInputs(checkpoint.getInputs());
    }

    private static void figures(EvalResult.Builder draft, MergedMeasurements measurements) {
        draft.setMetrics(measurements.metrics(Subject.CANDIDATE))
                .setStepZero(measurements.metrics(Subject.STEP_ZERO))
                .setLinearProbe(measurements.metrics(Subject.LINEAR_PROBE))
                .setIncumbent(measurements.metrics(Subject.INCUMBENT))
                .setDifferences(measurements.differences(Subject.INCUMBENT))
                .setStepZeroDifferences(measurements.differences(Subject.STEP_ZERO));
    }

    private static void machines(EvalResult.Builder draft, Collection<EvalShard> measured) {
        draft.setEngine(measured.stream()
                        .map(EvalShard::getEngine)
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", ")))
                .setCpuFeatures(measured.stream()
                        .map(EvalShard::getCpuFeatures)
                        .distinct()
                        .sorted()
                        .toList())
                .setSeconds(measured.stream().mapToDouble(EvalShard::getSeconds).sum());
    }
}
