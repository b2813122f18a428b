package sharelora.engine.batch;

import java.util.Locale;

/** The task that a job trains for. */
public enum Task {
    /** Classification: the class of a text or of a pair of texts; softmax cross-entropy. */
    CLASSIFICATION,
    /** Regression: a number for a text or a pair of texts; squared error. */
    REGRESSION,
    /** Generation: the continuation of a text; cross-entropy of each next token. */
    GENERATION;

    /** Whether what is learned are labels, at least two; otherwise there are none. */
    public boolean hasLabels() {
        return this == CLASSIFICATION;
    }

    /** Whether what is learned are tokens, which the base's own language head says. */
    public boolean hasCompletions() {
        return this == GENERATION;
    }

    /** Whether an answer is right or wrong, and not merely near. */
    public boolean hasErrors() {
        return this != REGRESSION;
    }

    /** As job files and states spell it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The task of that spelling.
     *
     * @throws IllegalArgumentException naming the value
     */
    public static Task of(String id) {
        for (Task task : values()) {
            if (task.id().equals(id)) {
                return task;
            }
        }
        throw new IllegalArgumentException(
                "task is " + id + ", expected one of classification, regression, generation");
    }
}
