package sharelora.engine.replay;

import java.util.List;

/** Vitter's algorithm R (1985): at any time each record of the stream is kept with the same probability. */
record Reservoir() implements KeepingRule {

    @Override
    public String id() {
        return "reservoir";
    }

    @Override
    public boolean byClass() {
        return false;
    }

    @Override
    public int place(List<StoredRecord> group, StoredRecord offered, long seen, long key) {
        int drawn = KeepingRule.below(key, seen);
        return drawn < group.size() ? drawn : -1;
    }

    @Override
    public int leaving(List<StoredRecord> group, long key) {
        return KeepingRule.below(key, group.size());
    }
}
