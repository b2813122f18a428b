package sharelora.operations.control;

import java.util.List;

/**
 * What came of an act.
 *
 * @param changed whether it was not so already
 * @param words one sentence
 * @param notes what else the operator should know, a sentence each
 */
public record Outcome(boolean changed, String words, List<String> notes) {

    public Outcome {
        notes = List.copyOf(notes);
    }

    static Outcome of(boolean changed, String words) {
        return new Outcome(changed, words, List.of());
    }
}
