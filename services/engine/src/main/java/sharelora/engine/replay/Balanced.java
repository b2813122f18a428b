package sharelora.engine.replay;

import java.util.List;

/** A reservoir for each class, all of the same size, so that rare classes are kept as often as frequent ones. */
record Balanced() implements KeepingRule {

    private static final Reservoir OF_CLASS = new Reservoir();

    @Override
    public String id() {
        return "balanced";
    }

    @Override
    public boolean byClass() {
        return true;
    }

    @Override
    public boolean needsClasses() {
        return true;
    }

    @Override
    public int place(List<StoredRecord> group, StoredRecord offered, long seen, long key) {
        return OF_CLASS.place(group, offered, seen, key);
    }

    @Override
    public int leaving(List<StoredRecord> group, long key) {
        return OF_CLASS.leaving(group, key);
    }
}
