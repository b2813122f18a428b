package sharelora.engine.training;

import java.util.List;
import java.util.function.Function;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.drift.Figures;
import sharelora.engine.drift.GuardState;
import sharelora.engine.replay.StoredRecord;

/**
 * What a batch showed, and what is to be done with it.
 *
 * @param asked classes or tokens that the batch asks for
 * @param correct of these, those that were right before the update
 * @param rate learning rate of the update
 */
record JudgedBatch(Figures figures, GuardState.Judged judged, int asked, int correct, double rate) {

    static JudgedBatch of(
            Differentiated found, PackedBatch asked, double rate, Function<Figures, GuardState.Judged> judge) {
        int correct = found.fresh().correct();
        double loss = found.fresh().sum() / asked.asked();
        double error = 1 - (double) correct / asked.asked();
        Figures figures = new Figures(loss, error, found.freshNorm());
        return new JudgedBatch(figures, judge.apply(figures), asked.asked(), correct, rate);
    }

    /**
     * The result of a batch whose loss or gradient is not finite, which nobody judges.
     *
     * @param whole the batch with what was replayed beside it
     */
    static StepResult unfinished(Differentiated found, PackedBatch whole, PackedBatch asked, double rate) {
        double loss = found.whole().sum() / whole.asked();
        return new StepResult(false, loss, asked.asked(), found.fresh().correct(), found.norm(), rate);
    }

    StepResult result(boolean learned, List<StoredRecord> replayed) {
        return new StepResult(
                learned,
                figures.loss(),
                asked,
                correct,
                figures.gradientNorm(),
                rate,
                replayed,
                judged.outlier(),
                judged.alarm());
    }
}
