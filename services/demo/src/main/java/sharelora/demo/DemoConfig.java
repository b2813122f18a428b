package sharelora.demo;

import java.util.List;
import sharelora.operations.examples.LabelledText;
import sharelora.schemas.Example;

/**
 * What the demo of libraries runs on.
 *
 * @param texts what may be fed, in this order
 * @param trainingRecords how many of them shall fall on the training side, at the most
 */
public record DemoConfig(List<LabelledText> texts, List<String> labels, int trainingRecords, DemoLearner learner) {

    /** One in five. */
    static final int HOLDOUT_PERCENT = 20;

    Feeding feeding() {
        return Feeding.of(
                texts.stream()
                        .map(text -> new Example(text.id(), text.text(), text.label(), null, null, null))
                        .toList(),
                HOLDOUT_PERCENT,
                trainingRecords);
    }
}
