package sharelora.platform.examples;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import sharelora.platform.records.Received;
import sharelora.schemas.Example;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;

/** Reads a record as an example, or says why it is poison. It knows what each topic holds and what a text must be. */
public final class ExampleReader {

    /** The most Unicode characters of a text; longer texts are poison. */
    static final int LONGEST_TEXT = 100_000;

    /** The most Java characters of an id; longer ids could make a batch too large for a message. */
    public static final int LONGEST_ID = 1_000;

    private final String examples;
    private final String input;
    private final JsonExamples json;

    private ExampleReader(String examples, String input, JsonExamples json) {
        this.examples = examples;
        this.input = input;
        this.json = json;
    }

    /** By what the stream says of its input. */
    public static ExampleReader of(Stream stream) {
        String examples = Topics.examples(stream.getName()).name();
        return stream.getInput() == null
                ? new ExampleReader(examples, null, null)
                : new ExampleReader(examples, stream.getInput().getTopic(), JsonExamples.of(stream.getInput()));
    }

    /** The topics that a stream is read from: its own, and the user's beside it. */
    public static Set<String> topics(Stream stream) {
        Set<String> topics = new TreeSet<>();
        topics.add(Topics.examples(stream.getName()).name());
        if (stream.getInput() != null) {
            topics.add(stream.getInput().getTopic());
        }
        return topics;
    }

    /**
     * Reads the record.
     *
     * @throws IllegalArgumentException where its topic is none of the stream's
     */
    public ReadOutcome read(Received record) {
        if (record.topic().equals(examples)) {
            return checked(AvroExamples.read(record));
        }
        if (record.topic().equals(input)) {
            return checked(json.read(record));
        }
        throw new IllegalArgumentException(record.place() + ": expected a record of " + examples + " or " + input);
    }

    private static ReadOutcome checked(ReadOutcome reading) {
        return reading instanceof ReadOutcome.Found(Example example) ? check(example) : reading;
    }

    /** Whether its id and texts are such as can be used. */
    static ReadOutcome check(Example example) {
        int idLength = example.getId().length();
        if (idLength > LONGEST_ID) {
            return new ReadOutcome.Poison(
                    PoisonReason.ID_TOO_LONG,
                    "id has %d characters; expected at most %d".formatted(idLength, LONGEST_ID));
        }
        return problem("text", example.getText())
                .or(() -> problem("textPair", example.getTextPair()))
                .or(() -> problem("completion", example.getCompletion()))
                .orElse(new ReadOutcome.Found(example));
    }

    private static Optional<ReadOutcome> problem(String name, String text) {
        if (text == null) {
            return Optional.empty();
        }
        if (!VisibleText.isIn(text)) {
            String found = text.isBlank() ? "white space only" : "white space, control and zero-width characters only";
            return Optional.of(
                    new ReadOutcome.Poison(PoisonReason.EMPTY_TEXT, name + ": expected text, found " + found));
        }
        // Counting code points takes time, so only where there may be too many.
        if (text.length() > LONGEST_TEXT && text.codePointCount(0, text.length()) > LONGEST_TEXT) {
            return Optional.of(new ReadOutcome.Poison(
                    PoisonReason.TEXT_TOO_LONG,
                    "%s has %d characters; expected at most %d"
                            .formatted(name, text.codePointCount(0, text.length()), LONGEST_TEXT)));
        }
        return Optional.empty();
    }
}
