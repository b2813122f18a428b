package sharelora.engine.batch;

import sharelora.engine.ops.Sequences;

/**
 * Some whole records of a batch.
 *
 * @param records their places in the batch, rising
 * @param sequences their tokens, which know where in the batch they lie
 * @param targets theirs
 */
public record Shard(int[] records, Sequences sequences, Targets targets) {

    /** Those records of the batch. */
    static Shard of(PackedBatch batch, int[] records) {
        int[] starts = new int[records.length + 1];
        int[] origins = new int[records.length];
        int[] seconds = new int[records.length];
        for (int i = 0; i < records.length; i++) {
            origins[i] = batch.starts()[records[i]];
            seconds[i] = batch.seconds()[records[i]];
            starts[i + 1] = starts[i] + batch.length(records[i]);
        }
        int[] tokenIds = new int[starts[records.length]];
        for (int i = 0; i < records.length; i++) {
            System.arraycopy(batch.tokenIds(), origins[i], tokenIds, starts[i], starts[i + 1] - starts[i]);
        }
        return new Shard(
                records,
                new Sequences(tokenIds, starts, origins).withSeconds(seconds),
                batch.targets().of(records));
    }
}
