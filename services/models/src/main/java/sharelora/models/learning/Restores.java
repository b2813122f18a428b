package sharelora.models.learning;

import java.util.List;
import sharelora.engine.training.Restore;

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
                        OffsetRanges.of(restore.learnedFrom()),
                        OffsetRanges.of(restore.inputs())))
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
                        OffsetRanges.spans(restore.getLearnedFrom()),
                        OffsetRanges.spans(restore.getInputs())))
                .toList();
    }
}
