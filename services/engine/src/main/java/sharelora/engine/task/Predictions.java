package sharelora.engine.task;

import java.util.List;
import sharelora.engine.batch.Shard;

/**
 * What a model says of some records, in their order. The arrays are its own, not to be changed.
 *
 * @param classes the most likely ones; ties go to the lowest. None where the task is not classification
 * @param values the numbers that it says. None where the task is not regression
 * @param said how many of a record's tokens it would have said, each with those before it given. None where the task is not
 *     generation
 * @param losses cross-entropy of each record's own class, natural logarithm; of numbers the squared error; of tokens the sum
 *     of their cross-entropies
 */
public record Predictions(int[] classes, double[] values, int[] said, double[] losses) {

    /**
     * Of classes.
     *
     * @param logits [S, C]
     * @param count C
     * @param targets S classes
     */
    public static Predictions ofLogits(float[] logits, int count, int[] targets) {
        int[] classes = new int[targets.length];
        double[] losses = new double[targets.length];
        for (int i = 0; i < targets.length; i++) {
            int offset = i * count;
            int best = 0;
            for (int c = 1; c < count; c++) {
                best = logits[offset + c] > logits[offset + best] ? c : best;
            }
            double sum = 0;
            for (int c = 0; c < count; c++) {
                sum += StrictMath.exp((double) logits[offset + c] - logits[offset + best]);
            }
            classes[i] = best;
            losses[i] = StrictMath.log(sum) + logits[offset + best] - logits[offset + targets[i]];
        }
        return new Predictions(classes, new double[0], new int[0], losses);
    }

    /** Of numbers. */
    static Predictions ofValues(double[] values, double[] losses) {
        return new Predictions(new int[0], values, new int[0], losses);
    }

    /** Of tokens. */
    static Predictions ofTokens(int[] said, double[] losses) {
        return new Predictions(new int[0], new double[0], said, losses);
    }

    /**
     * Those of a batch's shards, in the order of the batch.
     *
     * @param records in all shards together, at least one
     * @param found of each shard, in the order of the shards
     */
    public static Predictions inOrder(int records, List<Shard> shards, List<Predictions> found) {
        Predictions first = found.getFirst();
        Predictions all = new Predictions(
                new int[first.classes.length == 0 ? 0 : records],
                new double[first.values.length == 0 ? 0 : records],
                new int[first.said.length == 0 ? 0 : records],
                new double[records]);
        for (int i = 0; i < shards.size(); i++) {
            int[] places = shards.get(i).records();
            Predictions shard = found.get(i);
            put(shard.classes, places, all.classes);
            put(shard.values, places, all.values);
            put(shard.said, places, all.said);
            put(shard.losses, places, all.losses);
        }
        return all;
    }

    private static void put(int[] numbers, int[] places, int[] all) {
        for (int i = 0; i < numbers.length; i++) {
            all[places[i]] = numbers[i];
        }
    }

    private static void put(double[] numbers, int[] places, double[] all) {
        for (int i = 0; i < numbers.length; i++) {
            all[places[i]] = numbers[i];
        }
    }
}
