package sharelora.console.model;

import java.time.Instant;
import java.util.List;
import sharelora.schemas.Difference;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Metric;

/** What of an evaluation result is shown. */
record Measured(
        String resultId,
        int revision,
        String status,
        long step,
        String checkpointId,
        String suite,
        String suiteSha256,
        int n,
        int of,
        List<Metric> metrics,
        List<Metric> stepZero,
        List<Metric> linearProbe,
        List<Difference> differences,
        Instant at) {

    static Measured of(EvalResult result) {
        return new Measured(
                result.getResultId(),
                result.getRevision(),
                result.getStatus().name(),
                result.getStep(),
                result.getCheckpointId(),
                result.getSuite(),
                result.getSuiteSha256(),
                result.getN(),
                result.getOf(),
                List.copyOf(result.getMetrics()),
                List.copyOf(result.getStepZero()),
                List.copyOf(result.getLinearProbe()),
                List.copyOf(result.getDifferences()),
                result.getEvaluatedAt());
    }
}
