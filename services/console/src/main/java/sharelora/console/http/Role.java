package sharelora.console.http;

/** What whoever asks may do. */
enum Role {
    /** Whoever reaches the port. */
    ANYBODY,
    /** Look. */
    VIEWER,
    /** Look, and do what operators do. */
    OPERATOR;

    boolean may(Role needed) {
        return compareTo(needed) >= 0;
    }
}
