package sharelora.engine.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** How a batch is cut into shards of about equally many tokens; depends on the batch and their number alone. */
public final class ShardPlan {

    private ShardPlan() {}

    /**
     * Cuts by whole records: the longest first, each to the shard with the fewest tokens so far, ties by index.
     *
     * @param shards the most there may be; a batch with fewer records has as many as records
     */
    public static List<Shard> cut(PackedBatch batch, int shards) {
        return cut(batch, 0, batch.records(), shards);
    }

    /**
     * Cuts the records [from, to) of a batch in the same way; they stay records of the whole batch.
     *
     * @param shards the most there may be
     */
    public static List<Shard> cut(PackedBatch batch, int from, int to, int shards) {
        int count = Math.min(shards, to - from);
        int[] shardOf = new int[to];
        long[] load = new long[count];
        for (int record : longestFirst(batch, from, to)) {
            int lightest = lightest(load);
            shardOf[record] = lightest;
            load[lightest] += batch.length(record);
        }
        List<Shard> cut = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int shard = i;
            cut.add(Shard.of(
                    batch,
                    IntStream.range(from, to)
                            .filter(record -> shardOf[record] == shard)
                            .toArray()));
        }
        return cut;
    }

    private static List<Integer> longestFirst(PackedBatch batch, int from, int to) {
        return IntStream.range(from, to)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(batch::length)
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static int lightest(long[] load) {
        int lightest = 0;
        for (int i = 1; i < load.length; i++) {
            if (load[i] < load[lightest]) {
                lightest = i;
            }
        }
        return lightest;
    }
}
