package sharelora.engine.training;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a job has come.
 *
 * @param step batches taken, skipped ones included
 * @param updates batches learned
 * @param nextOffset of the first token batch not taken
 * @param records learned
 * @param deadLetters records in batches that were skipped
 * @param skippedInARow batches skipped as not finite since the last one learned
 * @param learnedFrom token batches learned, by topic, partition and offset, joined where they touch
 * @param inputs the input behind them, likewise
 * @param restores when the job went back to an earlier state, in order: what was let go then is in neither of the former
 */
public record Progress(
        long step,
        long updates,
        long nextOffset,
        long records,
        long deadLetters,
        int skippedInARow,
        List<OffsetSpan> learnedFrom,
        List<OffsetSpan> inputs,
        List<Restore> restores) {

    public Progress {
        if (updates < 0 || updates > step) {
            throw new IllegalArgumentException("updates is " + updates + ", expected 0 to " + step + " steps");
        }
        if (skippedInARow < 0 || skippedInARow > step - updates) {
            throw new IllegalArgumentException(
                    "skippedInARow is " + skippedInARow + ", expected 0 to " + (step - updates) + " skipped steps");
        }
        requireNotNegative("nextOffset", nextOffset);
        requireNotNegative("records", records);
        requireNotNegative("deadLetters", deadLetters);
        learnedFrom = List.copyOf(learnedFrom);
        inputs = List.copyOf(inputs);
        restores = List.copyOf(restores);
    }

    /** Nothing taken yet; the first batch is the one at {@code offset}. */
    public static Progress from(long offset) {
        return new Progress(0, 0, offset, 0, 0, 0, List.of(), List.of(), List.of());
    }

    /** One more batch, learned. */
    public Progress learned(Consumed consumed) {
        return new Progress(
                step + 1,
                updates + 1,
                consumed.nextOffset(),
                records + consumed.records(),
                deadLetters,
                0,
                OffsetSpan.union(learnedFrom, consumed.learnedFrom()),
                OffsetSpan.union(inputs, consumed.inputs()),
                restores);
    }

    /** One more batch, given up: nothing was learned from it, so the lineage does not name it. */
    public Progress skipped(Consumed consumed) {
        return unlearned(consumed, skippedInARow + 1);
    }

    /** One more batch, held back as an outlier. It does not count as one that is not finite. */
    public Progress heldBack(Consumed consumed) {
        return unlearned(consumed, skippedInARow);
    }

    private Progress unlearned(Consumed consumed, int inARow) {
        return new Progress(
                step + 1,
                updates,
                consumed.nextOffset(),
                records,
                deadLetters + consumed.records(),
                inARow,
                learnedFrom,
                inputs,
                restores);
    }

    /** The input that the job has passed: what it knows, and what it let go when it went back. */
    public List<OffsetSpan> passed() {
        List<OffsetSpan> passed = inputs;
        for (Restore restore : restores) {
            passed = OffsetSpan.union(passed, restore.inputs());
        }
        return passed;
    }

    /** Back to what was known by a state; step, offset and what was given up go on. */
    Progress restored(Progress state, Restore restore) {
        List<Restore> all = new ArrayList<>(restores);
        all.add(restore);
        return new Progress(
                step, state.updates, nextOffset, state.records, deadLetters, 0, state.learnedFrom, state.inputs, all);
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least 0");
        }
    }
}
