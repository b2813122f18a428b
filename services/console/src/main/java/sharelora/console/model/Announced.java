package sharelora.console.model;

import java.time.Instant;
import java.util.List;
import sharelora.schemas.Checkpoint;

/**
 * What of a checkpoint is shown.
 *
 * @param parent checkpointId of the one before; null where there is none
 * @param learnedFrom ranges of token batches, in words
 */
record Announced(
        long step,
        String checkpointId,
        String adapterName,
        long records,
        long parameters,
        String parent,
        List<String> learnedFrom,
        Instant at) {

    static Announced of(Checkpoint checkpoint) {
        return new Announced(
                checkpoint.getStep(),
                checkpoint.getCheckpointId(),
                checkpoint.getAdapterName(),
                checkpoint.getRecords(),
                checkpoint.getTrainableParameters(),
                checkpoint.getParent(),
                checkpoint.getLearnedFrom().stream()
                        .map(range -> range.getTopic() + " " + range.getPartition() + ": " + range.getFrom() + " to "
                                + range.getTo())
                        .toList(),
                checkpoint.getAnnouncedAt());
    }
}
