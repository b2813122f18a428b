package sharelora.engine.training;

import java.util.List;
import java.util.Optional;
import sharelora.engine.drift.Alarm;
import sharelora.engine.drift.Outlier;
import sharelora.engine.replay.StoredRecord;

/**
 * The result of one step. Its figures are those of the new records, not of replayed ones.
 *
 * @param learned false where loss or gradient was not finite, or the batch an outlier: no weight moved
 * @param loss mean over all targets, before the update
 * @param asked number of targets: classes, values or tokens
 * @param correct how many of them were predicted correctly before the update; 0 for values
 * @param gradientNorm before clipping
 * @param learningRate of this update; of the one that did not happen where nothing was learned
 * @param replayed records that were learned again; none where nothing was learned
 * @param outlier why the batch was held back; empty where it was not
 * @param alarm where the batch showed that the stream has changed
 */
public record StepResult(
        boolean learned,
        double loss,
        int asked,
        int correct,
        double gradientNorm,
        double learningRate,
        List<StoredRecord> replayed,
        Optional<Outlier> outlier,
        Optional<Alarm> alarm) {

    public StepResult {
        replayed = List.copyOf(replayed);
    }

    /** Without replay, of a batch in which nothing was noticed. */
    public StepResult(boolean learned, double loss, int asked, int correct, double gradientNorm, double learningRate) {
        this(learned, loss, asked, correct, gradientNorm, learningRate, List.of(), Optional.empty(), Optional.empty());
    }
}
