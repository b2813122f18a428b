package sharelora.operations.audit;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sharelora.models.learning.LearningSession;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Source;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.TrainStep;

/** Whether the records of each batch that a step did not learn are dead letters for its reason, and no others are outliers. */
final class HeldBackAudit {

    private final AdapterSnapshot manifest;
    private final Steps steps;
    private final GivenUp givenUp;
    private final AuditFindings findings;
    private final Map<Source, Instant> outliers = new HashMap<>();
    private int batches;

    HeldBackAudit(AdapterSnapshot manifest, Steps steps, GivenUp givenUp, AuditFindings findings) {
        this.manifest = manifest;
        this.steps = steps;
        this.givenUp = givenUp;
        this.findings = findings;
        outliers.putAll(givenUp.outliers());
    }

    /** Takes note of a step and its batch. */
    void saw(TrainStep step, Received batch) {
        String outlier = step.getOutlier();
        if (step.getStatus() != StepStatus.SKIPPED) {
            if (outlier != null) {
                findings.wrong("step " + step.getStep() + " learned a batch that is an outlier by its " + outlier);
            }
            return;
        }
        List<Source> records = records(batch);
        String reason = outlier == null ? LearningSession.NOT_FINITE : LearningSession.OUTLIER;
        int missing = 0;
        for (int i = 0; i < records.size(); i++) {
            Source record = records.get(i);
            boolean there = outlier == null ? givenUp.records().contains(record) : outliers.remove(record) != null;
            missing += there || step.getLeftOut().contains(i) ? 0 : 1;
        }
        if (missing > 0 && givenUp.reaches(step.getLearnedAt())) {
            findings.wrong("step " + step.getStep() + " learned nothing, and " + missing + " of its "
                    + step.getRecords() + " records are no dead letters `" + reason + "`");
        }
        batches += outlier == null ? 0 : 1;
    }

    /** All batches were seen; how many were held back as outliers. */
    int end(boolean allBatches) {
        if (allBatches && steps.complete()) {
            outliers.entrySet().stream()
                    .filter(letter -> !letter.getValue().isAfter(manifest.getTakenAt()))
                    .forEach(letter -> findings.wrong("the record " + text(letter.getKey()) + " is a dead letter `"
                            + LearningSession.OUTLIER + "`, and no step held its batch back"));
        }
        return batches;
    }

    private static List<Source> records(Received batch) {
        try {
            return Codec.decode(TokenBatch.class, batch.value()).getSources();
        } catch (UnreadableRecordException e) {
            return List.of(); // so it was no step
        }
    }

    private static String text(Source source) {
        return source.getTopic() + ":" + source.getPartition() + ":" + source.getOffset();
    }
}
