package sharelora.engine.batch;

import java.util.Arrays;

/** The targets of a batch's records. The arrays are its own, not to be changed. */
public sealed interface Targets {

    int records();

    /** The targets of some records, by their indexes in the batch. */
    Targets of(int[] records);

    /** The task that these targets belong to. */
    Task task();

    /**
     * Refuses targets of another task, and classes that there are no labels for.
     *
     * @throws IllegalArgumentException naming what was found and what was expected
     */
    default void requireFit(Task expected, int labels) {
        if (task() != expected) {
            throw new IllegalArgumentException(
                    "the batch is for " + task().id() + ", expected one for " + expected.id());
        }
        requireLabels(labels);
    }

    /** @throws IllegalArgumentException where there are classes that so many labels do not name */
    default void requireLabels(int labels) {}

    /**
     * Refuses targets that lie outside their sequence.
     *
     * @param length of the record's sequence, in tokens
     * @throws IllegalArgumentException naming what was found and what was expected
     */
    default void requireWithin(int record, int length) {}

    /**
     * Answers of one record that there is a loss of.
     *
     * @param length of the record's sequence, in tokens
     */
    default int asked(int record, int length) {
        return 1;
    }

    /** The same with all that a record has asked for: every token where the targets are completions. */
    default Targets askingAll() {
        return this;
    }

    /**
     * A class for each record.
     *
     * @param classes indexes into the labels
     */
    record Classes(int[] classes) implements Targets {

        public Classes {
            for (int i = 0; i < classes.length; i++) {
                if (classes[i] < 0) {
                    throw new IllegalArgumentException("target " + i + " is " + classes[i] + ", expected at least 0");
                }
            }
        }

        @Override
        public int records() {
            return classes.length;
        }

        @Override
        public Classes of(int[] records) {
            return new Classes(Arrays.stream(records).map(i -> classes[i]).toArray());
        }

        @Override
        public Task task() {
            return Task.CLASSIFICATION;
        }

        @Override
        public void requireLabels(int labels) {
            for (int target : classes) {
                if (target >= labels) {
                    throw new IllegalArgumentException(
                            "a target is " + target + ", expected 0 to " + (labels - 1) + " as there are labels");
                }
            }
        }
    }

    /** A number for each record. */
    record Scores(double[] scores) implements Targets {

        public Scores {
            for (int i = 0; i < scores.length; i++) {
                if (!Double.isFinite(scores[i])) {
                    throw new IllegalArgumentException("score " + i + " is " + scores[i] + ", expected a number");
                }
            }
        }

        @Override
        public int records() {
            return scores.length;
        }

        @Override
        public Scores of(int[] records) {
            return new Scores(Arrays.stream(records).mapToDouble(i -> scores[i]).toArray());
        }

        @Override
        public Task task() {
            return Task.REGRESSION;
        }
    }

    /**
     * The tokens of each record behind its prompt.
     *
     * @param prompts how many tokens at each record's beginning are its prompt; the tokens behind it have a loss. 0: all have
     */
    record Completions(int[] prompts) implements Targets {

        public Completions {
            for (int i = 0; i < prompts.length; i++) {
                if (prompts[i] < 0) {
                    throw new IllegalArgumentException("prompt " + i + " has " + prompts[i] + " tokens");
                }
            }
        }

        /**
         * The targets of completions, by their first tokens.
         *
         * @param completionStarts S indexes: the first token of each completion
         * @param starts S + 1 indexes: where each sequence begins
         */
        public static Completions at(int[] completionStarts, int[] starts) {
            int[] prompts = completionStarts.clone();
            for (int i = 0; i < Math.min(prompts.length, starts.length); i++) {
                prompts[i] -= starts[i];
            }
            return new Completions(prompts);
        }

        @Override
        public int records() {
            return prompts.length;
        }

        @Override
        public Completions of(int[] records) {
            return new Completions(Arrays.stream(records).map(i -> prompts[i]).toArray());
        }

        @Override
        public Task task() {
            return Task.GENERATION;
        }

        @Override
        public void requireWithin(int record, int length) {
            if (prompts[record] >= length) {
                throw new IllegalArgumentException("prompt " + record + " has " + prompts[record]
                        + " tokens, expected fewer than " + length + " as its sequence has");
            }
        }

        @Override
        public int asked(int record, int length) {
            return length - Math.max(1, prompts[record]);
        }

        @Override
        public Completions askingAll() {
            return new Completions(new int[prompts.length]);
        }
    }
}
