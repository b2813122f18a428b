package sharelora.engine.replay;

import java.util.List;
import sharelora.engine.parameter.RandomKey;

/**
 * The records that a job keeps to learn them again, a value.
 *
 * @param records group by group, each in the order of its places
 * @param seen how many records each group was offered
 */
public record ReplayBuffer(List<StoredRecord> records, List<Long> seen) {

    /** Nothing kept, nothing offered. */
    public static final ReplayBuffer EMPTY = new ReplayBuffer(List.of(), List.of());

    public ReplayBuffer {
        records = List.copyOf(records);
        seen = List.copyOf(seen);
    }

    /** What the records take, in bytes. */
    public long bytes() {
        return records.stream().mapToLong(StoredRecord::bytes).sum();
    }

    /** Without the records that are too old when a batch of that time is taken. */
    public ReplayBuffer at(long time, ReplaySpec spec) {
        long oldest = spec.oldest(time);
        return records.stream().allMatch(record -> record.time() >= oldest)
                ? this
                : new ReplayBuffer(
                        records.stream()
                                .filter(record -> record.time() >= oldest)
                                .toList(),
                        seen);
    }

    /**
     * Some of the records, each at most once; all of them where there are not so many.
     *
     * @param seed of the job
     * @param step from 0; the same seed and step draw the same places
     */
    public List<StoredRecord> drawn(int count, long seed, long step) {
        int size = records.size();
        int[] places = new int[size];
        for (int i = 0; i < size; i++) {
            places[i] = i;
        }
        StoredRecord[] drawn = new StoredRecord[Math.min(count, size)];
        for (int i = 0; i < drawn.length; i++) {
            int other = i + KeepingRule.below(RandomKey.of(seed, "replay-draw", step, i), size - i);
            int place = places[other];
            places[other] = places[i];
            drawn[i] = records.get(place);
        }
        return List.of(drawn);
    }
}
