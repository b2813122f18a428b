package sharelora.evaluator.slice;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.models.batch.TokenBatches;
import sharelora.models.suite.HeldOut;
import sharelora.models.suite.Slice;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.TokenBatch;

/**
 * The newest held-out records of a job's stream that are covered by a checkpoint, for one checkpoint after the other.
 *
 * <p>The rule: of the records in eval-batches whose offset lies below the checkpoint's end of their input partition, the
 * newest {@code size}, in log order. A tokenizer commits held-out records together with the token batch of the same
 * records, so all of them are in the log when the checkpoint is announced. Reading later therefore freezes the same slice.
 *
 * <p>Memory: {@code size} records that are covered and at most as many that are not yet. Where the tokenizer is further
 * ahead than that, the log is read again from there at the next checkpoint. This relies on a job's checkpoints coming in
 * order, each covering what the one before it did. Not thread-safe.
 */
public final class HeldOutWindow {

    private static final Logger LOG = LoggerFactory.getLogger(HeldOutWindow.class);

    private final BatchLog log;
    private final int size;

    /** Records of the batches before {@code next}, in log order: the newest covered ones and all that are not covered yet. */
    private final Deque<HeldOut> kept = new ArrayDeque<>();

    private long next;

    /** @param size the largest number of records of a slice, at least 1 */
    public HeldOutWindow(BatchLog log, int size) {
        this.log = log;
        this.size = size;
    }

    /** The slice of the checkpoint. Its labels are those of the checkpoint, or the longer list of one of its records. */
    public Slice slice(Checkpoint checkpoint) {
        InputEnd end = InputEnd.of(checkpoint.getInputs());
        InputEnd.Frontier frontier = end.frontier();
        for (HeldOut record : kept) {
            if (!end.covers(record.source())) {
                frontier.passed(record.source());
            }
        }
        Reading reading = new Reading(end, frontier);
        if (!frontier.closed()) {
            log.read(next, reading);
        }
        trim(end);
        List<HeldOut> covered = new ArrayList<>(
                kept.stream().filter(record -> end.covers(record.source())).toList());
        covered.addAll(reading.beyondKept);
        return Slice.of(covered.subList(Math.max(0, covered.size() - size), covered.size()), checkpoint);
    }

    private long uncovered(InputEnd end) {
        return kept.stream().filter(record -> !end.covers(record.source())).count();
    }

    /** Later checkpoints cover more, so a record that has {@code size} covered ones after it never comes back. */
    private void trim(InputEnd end) {
        long surplus = kept.size() - uncovered(end) - size;
        for (var records = kept.iterator(); surplus > 0; ) {
            if (end.covers(records.next().source())) {
                records.remove();
                surplus--;
            }
        }
    }

    /** Keeps batches while there is room for those not covered yet; of later ones, only what this checkpoint needs. */
    private final class Reading implements BatchLog.Visitor {

        private final InputEnd end;
        private final InputEnd.Frontier frontier;
        private final Deque<HeldOut> beyondKept = new ArrayDeque<>();
        private boolean keeping = true;
        private long room;

        Reading(InputEnd end, InputEnd.Frontier frontier) {
            this.end = end;
            this.frontier = frontier;
            this.room = size - uncovered(end);
        }

        @Override
        public boolean take(long offset, TokenBatch batch) {
            List<HeldOut> records = records(offset, batch);
            for (HeldOut record : records) {
                if (!end.covers(record.source())) {
                    frontier.passed(record.source());
                    room--;
                }
            }
            keeping &= room >= 0;
            if (keeping) {
                kept.addAll(records);
                next = offset + 1;
                trim(end);
            } else {
                keepCovered(records);
            }
            return !frontier.closed();
        }

        /** None of a batch whose parts do not fit each other: a worker could measure nothing of it. */
        private static List<HeldOut> records(long offset, TokenBatch batch) {
            try {
                TokenBatches.requireRecords(batch);
                return IntStream.range(0, batch.getTargets().size())
                        .mapToObj(i -> HeldOut.of(batch, i))
                        .toList();
            } catch (IllegalArgumentException e) {
                LOG.warn("left out a malformed batch of held-out records offset={} cause={}", offset, e.getMessage());
                return List.of();
            }
        }

        private void keepCovered(List<HeldOut> records) {
            for (HeldOut record : records) {
                if (end.covers(record.source())) {
                    beyondKept.add(record);
                }
                if (beyondKept.size() > size) {
                    beyondKept.remove();
                }
            }
        }
    }
}
