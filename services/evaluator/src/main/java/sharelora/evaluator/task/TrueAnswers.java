package sharelora.evaluator.task;

import java.util.Collections;
import java.util.List;

/**
 * What the records of a shard are truly to be answered with, as an EvalShard has it.
 *
 * @param targets true class of each record; 0 where the task is not classification
 * @param scores true value of each record; none where the task is not regression
 * @param asked tokens of each record that were to be said; none where the task is not generation
 */
public record TrueAnswers(List<Integer> targets, List<Double> scores, List<Integer> asked) {

    /** Of no record. */
    public static final TrueAnswers NONE = new TrueAnswers(List.of(), List.of(), List.of());

    static TrueAnswers ofClasses(List<Integer> targets) {
        return new TrueAnswers(targets, List.of(), List.of());
    }

    static TrueAnswers ofScores(List<Double> scores) {
        return new TrueAnswers(Collections.nCopies(scores.size(), 0), scores, List.of());
    }

    static TrueAnswers ofTokens(List<Integer> asked) {
        return new TrueAnswers(Collections.nCopies(asked.size(), 0), List.of(), asked);
    }
}
