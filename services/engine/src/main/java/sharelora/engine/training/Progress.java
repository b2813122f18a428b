package sharelora.engine.training;

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
 */
public record Progress(
        long step,
        long updates,
        long nextOffset,
        long records,
        long deadLetters,
        int skippedInARow,
        List<OffsetSpan> learnedFrom,
        List<OffsetSpan> inputs) {

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
    }

    /** Nothing taken yet; the first batch is the one at {@code offset}. */
    public static Progress from(long offset) {
        return new Progress(0, 0, offset, 0, 0, 0, List.of(), List.of());
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
                OffsetSpan.union(inputs, consumed.inputs()));
    }

    /** One more batch, given up: nothing was learned from it, so the lineage does not name it. */
    public Progress skipped(Consumed consumed) {
        return new Progress(
                step + 1,
                updates,
                consumed.nextOffset(),
                records,
                deadLetters + consumed.records(),
                skippedInARow + 1,
                learnedFrom,
                inputs);
    }

    /** One more batch, held back as an outlier. It does not count as one that is not finite. */
    public Progress heldBack(Consumed consumed) {
        return new Progress(
                step + 1,
                updates,
                consumed.nextOffset(),
                records,
                deadLetters + consumed.records(),
                skippedInARow,
                learnedFrom,
                inputs);
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least 0");
        }
    }
}
