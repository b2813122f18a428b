package sharelora.evaluator.planner;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.evaluator.slice.HeldOutWindow;
import sharelora.models.suite.Slice;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvaluationSettings;

/**
 * Gives every waiting checkpoint its slice. Slices are read from the log by offset, so they do not depend on when they
 * are read; one that is frozen again is the same blob. Not thread-safe.
 */
final class SliceFreezer {

    private static final Logger LOG = LoggerFactory.getLogger(SliceFreezer.class);

    private final StreamLogs logs;
    private final BlobStore blobs;
    private final PlannerMetrics metrics;
    private final Map<String, HeldOutWindow> windows = new HashMap<>();

    SliceFreezer(StreamLogs logs, BlobStore blobs, PlannerMetrics metrics) {
        this.logs = logs;
        this.blobs = blobs;
        this.metrics = metrics;
    }

    /**
     * A checkpoint whose slice has enough records, or that is final, gets it, and all that waited before it get the same.
     *
     * @param waiting of one job, oldest first
     */
    void freeze(List<PendingCheckpoint> waiting, EvaluationSettings settings) {
        for (int i = 0; i < waiting.size(); i++) {
            PendingCheckpoint each = waiting.get(i);
            if (each.slice().isEmpty() && !each.lookedAt()) {
                Slice slice = slice(each.checkpoint(), settings);
                if (slice.records() >= settings.getMinRecords()
                        || each.checkpoint().getFinal$()) {
                    freeze(waiting.subList(0, i + 1), slice);
                } else {
                    each.tooFew();
                    tell(each.checkpoint(), slice, settings);
                }
            }
        }
    }

    /** All get the newest's slice, whatever it has. */
    void freezeAll(List<PendingCheckpoint> waiting, EvaluationSettings settings) {
        Optional<PendingCheckpoint> newest =
                waiting.stream().filter(each -> each.slice().isEmpty()).reduce((first, second) -> second);
        newest.ifPresent(each -> freeze(waiting, slice(each.checkpoint(), settings)));
    }

    private void freeze(List<PendingCheckpoint> waiting, Slice slice) {
        FrozenSlice frozen = FrozenSlice.of(slice, waiting.getLast().checkpoint());
        blobs.put(BlobNames.suite(slice.sha256()), slice.bytes());
        waiting.stream().filter(each -> each.slice().isEmpty()).forEach(each -> each.freeze(frozen));
    }

    private Slice slice(Checkpoint checkpoint, EvaluationSettings settings) {
        Slice slice = windows.computeIfAbsent(
                        checkpoint.getJobId(),
                        job -> new HeldOutWindow(logs.evalBatches(checkpoint.getStream()), settings.getWindow()))
                .slice(checkpoint);
        metrics.heldOut().set(slice.records(), checkpoint.getJobId());
        return slice;
    }

    private static void tell(Checkpoint checkpoint, Slice slice, EvaluationSettings settings) {
        LOG.info(
                "waiting for more held-out records job={} step={} heldOut={} expected={}",
                checkpoint.getJobId(),
                checkpoint.getStep(),
                slice.records(),
                settings.getMinRecords());
    }

    /** Windows only look forward, and checkpoints may come again. */
    void restart() {
        windows.clear();
    }
}
