package sharelora.models.learning;

import java.util.List;
import sharelora.engine.training.OffsetSpan;
import sharelora.engine.training.Restore;
import sharelora.schemas.OffsetRange;

/** What a state says of the job's restores, as records say it, and back. */
public final class Restores {

    private Restores() {}

    /** As records say them. */
    public static List<sharelora.schemas.Restore> records(List<Restore> restores) {
        return restores.stream()
                .map(restore -> new sharelora.schemas.Restore(
                        restore.verdictId(),
                        restore.stateSha256(),
                        restore.stateStep(),
                        restore.step(),
                        restore.nextOffset(),
                        restore.records(),
                        ranges(restore.learnedFrom()),
                        ranges(restore.inputs())))
                .toList();
    }

    /** As a state says them. */
    public static List<Restore> of(List<sharelora.schemas.Restore> records) {
        return records.stream()
                .map(restore -> new Restore(
                        restore.getVerdictId(),
                        restore.getStateSha256(),
                        restore.getStateStep(),
                        restore.getStep(),
                        restore.getNextOffset(),
                        restore.getRecords(),
                        spans(restore.getLearnedFrom()),
                        spans(restore.getInputs())))
                .toList();
    }

    private static List<OffsetRange> ranges(List<OffsetSpan> spans) {
        return spans.stream()
                .map(span -> new OffsetRange(span.topic(), span.partition(), span.from(), span.to()))
                .toList();
    }

    private static List<OffsetSpan> spans(List<OffsetRange> ranges) {
        return ranges.stream()
                .map(range -> new OffsetSpan(range.getTopic(), range.getPartition(), range.getFrom(), range.getTo()))
                .toList();
    }
}
