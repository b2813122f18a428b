package sharelora.engine.replay;

import java.util.ArrayList;
import java.util.List;
import sharelora.engine.batch.Task;
import sharelora.engine.parameter.RandomKey;

/** A buffer while records are offered to it, one after the other. */
final class ReplayKeeper {

    private final ReplaySpec spec;
    private final long seed;
    private final boolean byClass;
    private final List<List<StoredRecord>> groups = new ArrayList<>();
    private final List<Long> seen;
    private long bytes;

    /** @param labels how many there are now: with more than before, shares become smaller */
    ReplayKeeper(ReplayBuffer buffer, ReplaySpec spec, Task task, int labels, long seed) {
        this.spec = spec;
        this.seed = seed;
        this.byClass = spec.keep().byClass(task);
        this.seen = new ArrayList<>(buffer.seen());
        this.bytes = buffer.bytes();
        for (int i = 0; i < (byClass ? labels : 1); i++) {
            groups.add(new ArrayList<>());
        }
        while (seen.size() < groups.size()) {
            seen.add(0L);
        }
        buffer.records().forEach(record -> groups.get(group(record)).add(record));
        for (int i = 0; i < groups.size(); i++) {
            shrink(i);
        }
    }

    /** Offers a record. One that would make the buffer larger than {@link ReplaySpec#MOST_BYTES} does not enter. */
    void offer(StoredRecord record) {
        int at = group(record);
        List<StoredRecord> group = groups.get(at);
        long count = seen.get(at) + 1;
        seen.set(at, count);
        if (group.size() < spec.share(at, groups.size())) {
            if (bytes + record.bytes() <= ReplaySpec.MOST_BYTES) {
                group.add(record);
                bytes += record.bytes();
            }
            return;
        }
        int place = group.isEmpty()
                ? -1
                : spec.keep().place(group, record, count, RandomKey.of(seed, "replay-keep", at, count));
        if (place >= 0 && bytes + record.bytes() - group.get(place).bytes() <= ReplaySpec.MOST_BYTES) {
            bytes += record.bytes() - group.set(place, record).bytes();
        }
    }

    ReplayBuffer kept() {
        return new ReplayBuffer(groups.stream().flatMap(List::stream).toList(), seen);
    }

    private int group(StoredRecord record) {
        return byClass ? (int) record.target() : 0;
    }

    private void shrink(int at) {
        List<StoredRecord> group = groups.get(at);
        while (group.size() > spec.share(at, groups.size())) {
            long key = RandomKey.of(seed, "replay-share", at, groups.size(), group.size());
            bytes -= group.remove(spec.keep().leaving(group, key)).bytes();
        }
    }
}
