package sharelora.operations.task;

import java.util.List;
import java.util.stream.Stream;
import sharelora.schemas.Example;
import sharelora.text.TextTokenizer;
import sharelora.text.Tokens;

/**
 * An example in tokens.
 *
 * @param ids its own, not to be changed
 * @param second which token is the first of a second text; their number where there is none
 * @param prompt tokens at its beginning that are given; 0 where the task is not generation
 */
public record EncodedExample(Example example, int[] ids, int second, int prompt) {

    /** A text or a pair, all of which is given. */
    static EncodedExample of(TextTokenizer tokenizer, Example example) {
        Tokens tokens = example.getTextPair() == null
                ? Tokens.of(tokenizer.encode(example.getText()))
                : tokenizer.encode(example.getText(), example.getTextPair());
        return new EncodedExample(example, tokens.ids(), tokens.second(), 0);
    }

    /** The class of each example where there are none. */
    static List<Integer> noClasses(List<EncodedExample> examples) {
        return Stream.generate(() -> 0).limit(examples.size()).toList();
    }
}
