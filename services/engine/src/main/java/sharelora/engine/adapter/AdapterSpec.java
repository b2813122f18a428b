package sharelora.engine.adapter;

import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.model.config.ModelShape;

/**
 * An adapter as it is asked for; which base it goes on is not part of it. A method has an implementation of its own, a
 * record, so that two ways to write the same adapter are equal.
 */
public interface AdapterSpec {

    /** The method that it is of. */
    AdapterMethod method();

    /**
     * The settings as a state keeps them. The method chooses which of them it leaves out where they are as by default: one
     * that it learned later has to be among those, or older states would lose their bytes and their hash.
     */
    MethodSettings settings();

    /**
     * What it comes to on a base of that shape.
     *
     * @throws IllegalArgumentException where the base has nothing of a kind that it goes on
     */
    Plan plan(ModelShape shape);

    /** Updates after which it has chosen all that it chooses; 0 where it chooses nothing. */
    default long structured() {
        return 0;
    }

    /** How it leaves training, for those who serve it. */
    Export export();

    /**
     * Refuses to start from an adapter whose numbers cannot become this one's.
     *
     * @throws IllegalArgumentException naming what the adapter has and what is asked for
     */
    void requireStart(LowRankAdapter from);

    /**
     * Refuses an adapter to start from that has something else than the job asks for.
     *
     * @throws IllegalArgumentException naming both
     */
    static void requireAsked(String name, Object found, Object asked) {
        if (!found.equals(asked)) {
            throw new IllegalArgumentException("the adapter to start from has the " + name + " " + found + ", expected "
                    + asked + " as the job says");
        }
    }
}
