package sharelora.engine.replay;

import java.util.List;
import sharelora.engine.batch.Task;

/** Which records a full buffer keeps. A buffer has one group of records, or one for each class. */
public sealed interface KeepingRule permits Reservoir, Balanced, Surprise {

    /** All rules; the first one is the default. */
    static List<KeepingRule> all() {
        return List.of(new Reservoir(), new Surprise(), new Balanced());
    }

    /** As job files and states spell it. */
    String id();

    /** Whether there is an equal share for each class, where the task has classes. */
    boolean byClass();

    /** Whether it says nothing where the task has no classes. */
    default boolean needsClasses() {
        return false;
    }

    /**
     * The place in a full group that a new record takes; -1: it does not enter.
     *
     * @param group its records, at least one
     * @param seen records that were offered to the group, this one included
     * @param key a random number of this offer alone
     */
    int place(List<StoredRecord> group, StoredRecord offered, long seen, long key);

    /**
     * The place of the record that leaves, where the share of the group has become smaller.
     *
     * @param group its records, at least one
     * @param key a random number of this leaving alone
     */
    int leaving(List<StoredRecord> group, long key);

    /** Whether records of that task are in one group for each class. */
    default boolean byClass(Task task) {
        return byClass() && task.hasLabels();
    }

    /** All spellings, the default first. */
    static List<String> ids() {
        return all().stream().map(KeepingRule::id).toList();
    }

    /**
     * The rule of that spelling.
     *
     * @throws IllegalArgumentException naming the value and the spellings there are
     */
    static KeepingRule of(String id) {
        return all().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("keep is " + id + ", expected one of " + ids()));
    }

    /** A number from 0, below {@code bound}, of a random key. */
    static int below(long key, long bound) {
        long drawn = Long.remainderUnsigned(key, bound);
        return drawn > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) drawn;
    }
}
