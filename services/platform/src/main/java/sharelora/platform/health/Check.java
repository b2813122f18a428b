package sharelora.platform.health;

/** One thing that can be right or wrong; whoever knows says so. Thread-safe. */
public final class Check {

    /**
     * What a check said last.
     *
     * @param reason empty when up
     */
    public record State(String name, boolean up, String reason) {}

    private volatile State state;

    private Check(State state) {
        this.state = state;
    }

    static Check up(String name) {
        return new Check(new State(name, true, ""));
    }

    static Check starting(String name) {
        return new Check(new State(name, false, "starting"));
    }

    public void up() {
        state = new State(state.name(), true, "");
    }

    /** Says what is wrong, in words for the operator. */
    public void down(String reason) {
        state = new State(state.name(), false, reason);
    }

    public State state() {
        return state;
    }
}
