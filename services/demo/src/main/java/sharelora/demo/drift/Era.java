package sharelora.demo.drift;

import java.util.List;
import sharelora.operations.examples.LabelledText;
import sharelora.text.HoldOut;

/** A part of the stream, in order, that is measured by itself. */
public record Era(String name, List<LabelledText> texts) {

    /** Those that nobody learns from, by the rule that the tokenizer holds out by. */
    List<LabelledText> heldOut(HoldOut rule) {
        return texts.stream().filter(text -> rule.holds(text.text())).toList();
    }

    /** How many of them are learned from. */
    int training(HoldOut rule) {
        return texts.size() - heldOut(rule).size();
    }
}
