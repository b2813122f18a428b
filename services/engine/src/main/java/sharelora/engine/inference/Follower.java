package sharelora.engine.inference;

/** Follows a text while it is generated, and may end it. It is called on the thread that generates. */
public interface Follower {

    /** Follows nothing. */
    Follower NOBODY = new Follower() {
        @Override
        public boolean added(int token, float[] logits) {
            return true;
        }

        @Override
        public boolean goesOn() {
            return true;
        }
    };

    /**
     * A greedy search has added a token; a search with more beams adds none before its end.
     *
     * @param logits [V] of all tokens that could have been added; not to be changed
     * @return whether the text goes on; false ends it with this token
     */
    boolean added(int token, float[] logits);

    /** Whether somebody still waits for the text; asked before each step of a search with more beams. */
    boolean goesOn();
}
