package sharelora.engine.replay;

import java.util.List;

/**
 * SuRe (arXiv 2511.22367): the records that had the largest loss when they were new, an equal share for each class where
 * there are classes. Of two that surprised alike the older one stays.
 */
record Surprise() implements KeepingRule {

    @Override
    public String id() {
        return "surprise";
    }

    @Override
    public boolean byClass() {
        return true;
    }

    @Override
    public int place(List<StoredRecord> group, StoredRecord offered, long seen, long key) {
        int least = leaving(group, key);
        return offered.surprise() > group.get(least).surprise() ? least : -1;
    }

    /** The least surprising one; of several the newest. */
    @Override
    public int leaving(List<StoredRecord> group, long key) {
        int least = 0;
        for (int i = 1; i < group.size(); i++) {
            StoredRecord lowest = group.get(least);
            StoredRecord other = group.get(i);
            boolean lower = other.surprise() < lowest.surprise();
            boolean newer = other.surprise() == lowest.surprise()
                    && (other.offset() > lowest.offset()
                            || (other.offset() == lowest.offset() && other.place() > lowest.place()));
            least = lower || newer ? i : least;
        }
        return least;
    }
}
