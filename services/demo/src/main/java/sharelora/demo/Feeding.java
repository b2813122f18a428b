package sharelora.demo;

import java.util.List;
import sharelora.schemas.Example;
import sharelora.text.HoldOut;

/**
 * Examples up to the last that is needed for so many training records: the stage holds out by the same rule.
 *
 * @param training how many of them fall on the training side
 */
record Feeding(List<Example> examples, HoldOut holdOut, int training) {

    /** Those of a list, in its order; all of them where they are too few. */
    static Feeding of(List<Example> all, int holdoutPercent, int trainingRecords) {
        HoldOut holdOut = new HoldOut(holdoutPercent);
        int training = 0;
        int fed = 0;
        while (fed < all.size() && training < trainingRecords) {
            training += holdOut.holds(all.get(fed).getText()) ? 0 : 1;
            fed++;
        }
        return new Feeding(all.subList(0, fed), holdOut, training);
    }

    /** The examples that nobody learns from. */
    List<Example> heldOut() {
        return examples.stream()
                .filter(example -> holdOut.holds(example.getText()))
                .toList();
    }
}
