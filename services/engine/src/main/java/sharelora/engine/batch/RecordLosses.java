package sharelora.engine.batch;

import java.util.Arrays;
import java.util.List;
import sharelora.engine.ops.Loss;
import sharelora.engine.ops.RowLosses;

/**
 * What each record of a batch lost before an update; the arrays are its own, not to be changed. This is where the losses of
 * single records leave the engine.
 *
 * @param sums over the answers of each record
 * @param correct answers of each record that were the most likely ones
 * @param asked answers of each record
 */
public record RecordLosses(double[] sums, int[] correct, int[] asked) {

    /**
     * Those of a batch's shards, in the order of the batch.
     *
     * @param rows of each shard, answer by answer in the order of its records
     */
    public static RecordLosses inOrder(PackedBatch batch, List<Shard> shards, List<RowLosses> rows) {
        double[] sums = new double[batch.records()];
        int[] correct = new int[batch.records()];
        int[] asked = new int[batch.records()];
        Arrays.setAll(asked, batch::asked);
        for (int i = 0; i < shards.size(); i++) {
            RowLosses found = rows.get(i);
            int row = 0;
            for (int record : shards.get(i).records()) {
                for (int end = row + asked[record]; row < end; row++) {
                    sums[record] += found.losses()[row];
                    correct[record] += found.correct()[row] ? 1 : 0;
                }
            }
        }
        return new RecordLosses(sums, correct, asked);
    }

    /** The mean loss over the answers of a record; 0 where it has none. */
    public double mean(int record) {
        return asked[record] == 0 ? 0 : sums[record] / asked[record];
    }

    /** The first so many records together, added in their order. */
    public Loss ofFirst(int records) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < records; i++) {
            sum += sums[i];
            count += correct[i];
        }
        return new Loss(sum, count);
    }

    /** Answers of the first so many records. */
    public int askedOfFirst(int records) {
        return Arrays.stream(asked, 0, records).sum();
    }
}
