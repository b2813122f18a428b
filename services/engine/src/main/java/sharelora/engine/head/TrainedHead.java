package sharelora.engine.head;

import java.util.List;
import java.util.Map;

/** What makes something of hidden states in a checkpoint: the head that was trained with its adapter. */
public sealed interface TrainedHead permits MeanHead, StockHead, CosineHead, LanguageHead {

    /** C classes in the order of the outputs; none where it says something else. */
    List<String> labels();

    /** Its numbers by the names of their matrices, row-major; none where nothing of it is trained. */
    Map<String, float[]> numbers();

    /**
     * The same with labels appended: rows of zeros, which say nothing for such a label.
     *
     * @throws IllegalArgumentException where the list does not begin with the labels there are
     */
    TrainedHead withLabels(List<String> longer);

    /** Whether it lies in a file beside its adapter, since no class of Hugging Face has a place for it. */
    default boolean liesBeside() {
        return this instanceof MeanHead || this instanceof CosineHead;
    }

    /** C; 1 where it says no classes. */
    default int outputs() {
        return Math.max(1, labels().size());
    }

    /**
     * Refuses labels that no head can have.
     *
     * @throws IllegalArgumentException naming them
     */
    static void requireLabels(List<String> labels) {
        if (labels.size() == 1 || labels.stream().distinct().count() != labels.size()) {
            throw new IllegalArgumentException("labels are " + labels + ": expected at least two, each once, or none");
        }
    }

    /**
     * Refuses another list than one that goes on where the labels end.
     *
     * @throws IllegalArgumentException naming both
     */
    default void requireLonger(List<String> longer) {
        if (longer.size() < labels().size()
                || !longer.subList(0, labels().size()).equals(labels())) {
            throw new IllegalArgumentException(
                    "labels are " + longer + ": expected a list that begins with " + labels());
        }
    }
}
