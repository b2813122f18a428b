package sharelora.platform.health;

/** One health check, up or down, whose owner reports its state. Thread-safe. */
public final class Check {

    /**
     * The state that a check reported last.
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

    /** Reports what is wrong, in words for the operator. */
    public void down(String reason) {
        state = new State(state.name(), false, reason);
    }

    public State state() {
        return state;
    }
}
