package sharelora.operations.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import sharelora.engine.head.HeadSpec;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.Example;
import sharelora.schemas.Input;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.Task;
import sharelora.text.TextTokenizer;
import sharelora.text.Tokens;

/**
 * The words, defaults and rules of one task: what a job file may say, and what a suite takes. What a task does not say
 * otherwise is that of one answer for each text or pair. {@link #of} is the only
 * place of the operations that tells tasks apart.
 */
public sealed interface TaskRules permits ClassificationRules, RegressionRules, GenerationRules {

    /** The rules of that task. */
    static TaskRules of(Task task) {
        return switch (task) {
            case CLASSIFICATION -> new ClassificationRules();
            case REGRESSION -> new RegressionRules();
            case GENERATION -> new GenerationRules();
        };
    }

    /** All tasks as job files spell them; the first one is the default. */
    static List<String> words() {
        return Arrays.stream(Task.values()).map(TaskRules::word).toList();
    }

    /** As job files spell it. */
    static String word(Task task) {
        return task.name().toLowerCase(Locale.ROOT);
    }

    /** The task of one of the {@link #words}. */
    static Task task(String word) {
        return Task.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** What is expected of a field that belongs to that task, where the job has another one. */
    static String onlyFor(Task task) {
        return "no such field but for task: " + word(task);
    }

    /** Whether an answer is right or wrong, and not merely near. */
    default boolean hasErrors() {
        return true;
    }

    /** Whether the stream has labels, at least two of them; otherwise it has none. */
    default boolean hasLabels() {
        return false;
    }

    /** Whether a record can be a pair of texts. */
    default boolean takesPairs() {
        return true;
    }

    /** Whether the model goes on with texts: the base needs a language head, and its words can be searched and smoothed. */
    default boolean goesOnWithTexts() {
        return false;
    }

    /** The heads that it can be learned with; the first one is the default. */
    default List<HeadSpec> heads() {
        return List.of(HeadSpec.MEAN, HeadSpec.STOCK);
    }

    /** The largest {@code maxLength} of its stream, in tokens. */
    default int longestText() {
        return 512;
    }

    /** The field that the task is learned by, where the stream's input does not name it. */
    Optional<String> missingField(Input input);

    /** Fields of an example without which a whole file of them cannot be learned from, beside the text. */
    Set<String> targetFields();

    /** Why it cannot be measured on the example, which has a text; empty where it can. */
    Optional<String> obstacle(Example example, Stream stream);

    /**
     * The example in tokens with its target.
     *
     * @param source what the record says that it was read from
     * @throws IllegalArgumentException where the example has no room within the stream's maxLength
     */
    TokenRecord encode(TextTokenizer tokenizer, Example example, Stream stream, Source source);

    /** The tokens of a text or a pair. */
    static Tokens tokens(TextTokenizer tokenizer, Example example) {
        return example.getTextPair() == null
                ? Tokens.of(tokenizer.encode(example.getText()))
                : tokenizer.encode(example.getText(), example.getTextPair());
    }
}
