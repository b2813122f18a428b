package sharelora.platform.stage;

/**
 * The group that a stage's instances join, so that they share the work out among themselves.
 *
 * @param kind how they share it
 * @param name the group, as the broker knows it; of {@link Kind#PER_STREAM} what its name begins with; empty of
 *     {@link Kind#NONE}
 * @param prefix what the names of all the stage's groups and transactional ids begin with; empty where it has none
 */
public record StageGroup(Kind kind, String name, String prefix) {

    /** How instances share the work. */
    public enum Kind {
        /** They do not: each does all of it. */
        NONE,
        /** One consumer group, whose members share the topics' partitions. */
        ONE,
        /** A consumer group for each stream. */
        PER_STREAM,
        /**
         * One consumer group shares the jobs out. Each job has a lock of its own, and a group that shows its offset; whoever
         * works on that job alone is a member of it.
         */
        PER_JOB,
        /** A share group (KIP-932), whose members take single records; its offset reset is set by the stage. */
        SHARE
    }

    static final StageGroup NONE = new StageGroup(Kind.NONE, "", "");

    static StageGroup one(String name) {
        return new StageGroup(Kind.ONE, name, name);
    }

    static StageGroup perStream(String prefix) {
        return new StageGroup(Kind.PER_STREAM, prefix, prefix);
    }

    static StageGroup perJob(String name, String prefix) {
        return new StageGroup(Kind.PER_JOB, name, prefix);
    }

    static StageGroup share(String name) {
        return new StageGroup(Kind.SHARE, name, "");
    }
}
