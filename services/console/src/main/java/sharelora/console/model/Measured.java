package sharelora.console.model;

import java.time.Instant;
import java.util.List;
import sharelora.schemas.EvalResult;

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
        List<Figure> metrics,
        List<Figure> stepZero,
        List<Figure> linearProbe,
        List<Figure> differences,
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
                Figure.of(result.getMetrics()),
                Figure.of(result.getStepZero()),
                Figure.of(result.getLinearProbe()),
                Figure.ofDifferences(result.getDifferences()),
                result.getEvaluatedAt());
    }
}
