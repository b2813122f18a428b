package sharelora.engine.format;

import java.util.List;
import java.util.Map;

/** What makes something of hidden states in a checkpoint: the head that was trained with its adapter. */
public sealed interface TrainedHead permits MeanHead, LanguageHead {

    /** C classes in the order of the outputs; none where it says something else. */
    List<String> labels();

    /** Its numbers by the names of their matrices, row-major; none where nothing of it is trained. */
    Map<String, float[]> numbers();

    /**
     * The same with labels appended: rows of zeros, as in training before the first record of such a label.
     *
     * @throws IllegalArgumentException where the list does not begin with the labels there are
     */
    TrainedHead withLabels(List<String> longer);
}
