package sharelora.bench;

import java.util.Arrays;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.task.Predictions;

/**
 * What a model says of records that it has not learned from.
 *
 * @param records how many
 * @param asked classes or tokens that were asked for
 * @param accuracy share of these that it said
 * @param loss mean over them, natural logarithm
 * @param perplexity its exponential
 * @param correct a letter for each record, in the file's order: 1 where everything asked was said, else 0
 */
public record HeldOut(int records, long asked, double accuracy, double loss, double perplexity, String correct) {

    private static final int BATCH = 64;

    /**
     * Asks a model.
     *
     * @param records at least one
     */
    static HeldOut measure(InferenceModel model, Records records) {
        long asked = 0;
        long said = 0;
        double loss = 0;
        StringBuilder correct = new StringBuilder();
        for (int i = 0; i < records.records(); i += BATCH) {
            PackedBatch batch = records.batch(i, Math.min(i + BATCH, records.records()));
            Predictions found = model.predict(batch);
            for (int record = 0; record < batch.records(); record++) {
                int right = right(found, batch, record);
                correct.append(right == batch.asked(record) ? '1' : '0');
                said += right;
            }
            asked += batch.asked();
            loss += Arrays.stream(found.losses()).sum();
        }
        double mean = loss / asked;
        return new HeldOut(records.records(), asked, (double) said / asked, mean, Math.exp(mean), correct.toString());
    }

    private static int right(Predictions found, PackedBatch batch, int record) {
        return switch (batch.targets()) {
            case Targets.Classes(int[] classes) -> found.classes()[record] == classes[record] ? 1 : 0;
            case Targets.Completions _ -> found.said()[record];
            case Targets.Scores _ -> throw new IllegalArgumentException("numbers are neither right nor wrong");
        };
    }
}
