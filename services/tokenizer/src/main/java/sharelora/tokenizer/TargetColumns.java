package sharelora.tokenizer;

import java.util.ArrayList;
import java.util.List;

/**
 * The targets of a batch's examples, column by column; which of them the batch carries is its task's to say.
 *
 * @param classes indexes into the labels
 * @param scores values
 * @param completionStarts where in the batch each completion begins
 */
record TargetColumns(IntList classes, List<Double> scores, IntList completionStarts) {

    TargetColumns() {
        this(new IntList(), new ArrayList<>(), new IntList());
    }

    /** @param start of the example's first token in the batch */
    void add(Target target, int start) {
        classes.append(target.index());
        scores.add(target.score());
        completionStarts.append(start + target.prompt());
    }
}
