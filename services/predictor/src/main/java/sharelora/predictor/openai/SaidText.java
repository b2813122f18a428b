package sharelora.predictor.openai;

import java.util.ArrayList;
import java.util.List;

/**
 * What is new of a text, or all of it.
 *
 * @param chances of its tokens, where they were asked for
 * @param finish why it has ended, {@code stop} or {@code length}; empty while it goes on
 */
record SaidText(String text, List<TokenChance> chances, String finish) {

    /** This, and what comes behind it. */
    SaidText with(SaidText next) {
        List<TokenChance> both = new ArrayList<>(chances);
        both.addAll(next.chances);
        return new SaidText(text + next.text, List.copyOf(both), next.finish);
    }
}
