package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Example;
import sharelora.schemas.Input;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;
import sharelora.text.TextTokenizer;

/** Each kind of bad input goes to the dead letters by its name, and the stream goes on. */
class PoisonTest {

    private static final String EXAMPLES = Topics.examples(Streams.NAME).name();

    private final Feed feed = new Feed();

    @Test
    void buriesBytesThatAreNoExample() {
        DeadLetter letter = buried(feed.bytes(EXAMPLES, 0, "hello".getBytes(StandardCharsets.UTF_8)));

        assertThat(letter.getReason()).isEqualTo("unreadable");
        assertThat(letter.getStage()).isEqualTo("tokenizer");
        assertThat(letter.getStream()).isEqualTo(Streams.NAME);
        assertThat(letter.getSource()).isEqualTo(new Source(EXAMPLES, 0, 0L));
        assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void buriesARecordOfAnotherSchema() {
        byte[] another = Codec.encode(new Source("topic", 0, 0L));

        DeadLetter letter = buried(feed.bytes(EXAMPLES, 0, another));

        assertThat(letter.getReason()).isEqualTo("unreadable");
        assertThat(letter.getDetail()).contains("unknown schema fingerprint");
    }

    @Test
    void buriesATombstoneInEitherTopic() {
        assertThat(buried(feed.bytes(EXAMPLES, 0, null)).getReason()).isEqualTo("unreadable");
        assertThat(buried(feed.bytes(Streams.INPUT, 0, null)).getReason()).isEqualTo("unreadable");
    }

    @Test
    void buriesATextOfWhiteSpaceOnly() {
        assertThat(buried(feed.example("id", " \t\u2003\n", "a")).getReason()).isEqualTo("empty-text");
    }

    @Test
    void buriesATextOfAMillionCharactersByItsHash() {
        DeadLetter letter = buried(feed.example("id", "x".repeat(1_000_000), "a"));

        assertThat(letter.getReason()).isEqualTo("text-too-long");
        assertThat(letter.getDetail()).isEqualTo("text has 1000000 characters; expected at most 100000");
        assertThat(letter.getValue()).isNull();
        assertThat(letter.getValueSha256()).hasSize(64);
    }

    @Test
    void learnsFromATextOfAHundredThousandCharactersWhateverTheirWidth() {
        assertThat(sent(feed.example("id", "\uD83D\uDE00".repeat(100_000), "a")).training)
                .hasSize(1);
        assertThat(buried(feed.example("id", "\uD83D\uDE00".repeat(100_001), "a"))
                        .getReason())
                .isEqualTo("text-too-long");
    }

    @Test
    void buriesAnIdThatNoBatchCanCarry() {
        assertThat(buried(feed.example("i".repeat(1_001), "a text", "a")).getReason())
                .isEqualTo("id-too-long");
    }

    @Test
    void buriesAnUnknownAndAMissingLabel() {
        DeadLetter unknown = buried(feed.example("id", "a text", "z"));

        assertThat(unknown.getReason()).isEqualTo("unknown-label");
        assertThat(unknown.getDetail()).isEqualTo("found z; expected one of [a, b]");
        assertThat(buried(feed.example("id", "a text", null)).getReason()).isEqualTo("missing-label");
    }

    @Test
    void buriesAPairThatThereIsNoRoomFor() {
        DeadLetter letter = buried(pair("too much"));

        assertThat(letter.getReason()).isEqualTo("no-room-for-pair");
        assertThat(letter.getDetail()).isEqualTo("no room");
    }

    @Test
    void buriesASecondTextOfWhiteSpaceOnly() {
        assertThat(buried(pair(" ")).getDetail()).isEqualTo("textPair: expected text, found white space only");
    }

    private Received pair(String textPair) {
        Example pair = Example.newBuilder()
                .setId("id")
                .setText("one")
                .setTextPair(textPair)
                .setLabel("a")
                .build();
        return feed.bytes(EXAMPLES, 0, Codec.encode(pair));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"ticket\": {\"id\": \"1\"}, \"queue\": \"a\"}                         | missing-field | no field body; found ticket, queue",
                "{\"ticket\": {\"id\": \"1\"}, \"body\": null, \"queue\": \"a\"}         | missing-field | no field body; it is null",
                "{\"ticket\": {\"id\": \"1\"}, \"body\": \"t\"}                          | missing-field | no field queue; found ticket, body",
                "{\"ticket\": 5, \"body\": \"t\", \"queue\": \"a\"}                      | missing-field | no field ticket.id; in ticket found number",
                "{\"ticket\": {\"id\": \"1\"}, \"body\": [\"t\"], \"queue\": \"a\"}      | wrong-type    | field body: expected text, found array",
                "{\"ticket\": {\"id\": \"1\"}, \"body\": \"t\", \"queue\": \"z\"}        | unknown-label | found z; expected one of [a, b]",
                "[1, 2]                                                                  | unreadable    | expected a JSON object, found array",
                "``                                                                      | unreadable    | expected a JSON object, found nothing",
            })
    void buriesJsonThatLacksWhatTheStreamNames(String json, String reason, String detail) {
        DeadLetter letter = buried(feed.json(json));

        assertThat(letter.getReason()).isEqualTo(reason);
        assertThat(letter.getDetail()).isEqualTo(detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{\"ticket\": | 1", "not json | 1", "{} {} | 1"})
    void buriesWhatIsNoJson(String json, int count) {
        assertThat(sent(feed.json(json)).reasons()).hasSize(count).containsOnly("unreadable");
    }

    @Test
    void buriesATextThatTheBasesTokenizerRefuses(@TempDir Path folder) throws IOException {
        // Given: its vocabulary has no token for unknown words
        String json =
                PublishedTokenizer.json().replace("\"[UNK]\": 1, ", "").replaceFirst("\\{\"id\": 1, [^\n]*\\n", "");
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
        Stream stream = Streams.stream(Streams.rule(1, 1_000, 1, 500));
        Sent sent = new Sent();

        try (TextTokenizer text = TextTokenizer.open(file, 64)) {
            // When
            Tokenizer tokenizer = tokenizer(stream, Encoder.of(text, stream));
            tokenizer.accept(feed.example("unknown", "a zebra", "a"), sent);
            tokenizer.accept(feed.example("known", "a stream", "a"), sent);
        }

        // Then
        assertThat(sent.reasons()).containsExactly("refused-by-tokenizer");
        assertThat(sent.letters.getFirst().getDetail())
                .startsWith("the tokenizer refuses the text: ")
                .contains("UNK");
        assertThat(sent.training.getFirst().getExampleIds()).containsExactly("known");
    }

    @Test
    void takesNumbersAndBooleansAsTheyAreWritten() {
        Sent sent = sent(feed.json("{\"ticket\": {\"id\": 12}, \"body\": 5, \"queue\": \"a\"}"));

        assertThat(sent.training.getFirst().getExampleIds()).containsExactly("12");
    }

    @Test
    void namesARecordByItsCoordinatesWhereTheStreamNamesNoIdField() {
        // Given
        Stream stream = Streams.stream(Streams.rule(1, 1_000, 1, 500));
        Stream anonymous = Stream.newBuilder(stream)
                .setInput(Input.newBuilder(stream.getInput()).setId(null).build())
                .build();
        Sent sent = new Sent();

        // When
        tokenizer(anonymous).accept(feed.json("{\"body\": \"t\", \"queue\": \"a\"}"), sent);

        // Then
        assertThat(sent.training.getFirst().getExampleIds()).containsExactly(Streams.INPUT + ":0:0");
    }

    private DeadLetter buried(Received record) {
        Sent sent = sent(record);
        assertThat(sent.training).isEmpty();
        assertThat(sent.letters).hasSize(1);
        return sent.letters.getFirst();
    }

    private static Sent sent(Received record) {
        Sent sent = new Sent();
        Tokenizer tokenizer = tokenizer(Streams.stream(Streams.rule(1, 1_000, 1, 500)));
        tokenizer.accept(record, sent);
        tokenizer.flush(sent);
        return sent;
    }

    private static Tokenizer tokenizer(Stream stream) {
        return tokenizer(stream, Words.ENCODER);
    }

    private static Tokenizer tokenizer(Stream stream, Encoder encoder) {
        return new Tokenizer(stream, encoder, new TokenizerMetrics(Streams.NAME, Metrics.create()));
    }
}
