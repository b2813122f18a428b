package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Example;
import sharelora.schemas.Input;
import sharelora.schemas.Stream;
import sharelora.schemas.Task;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/** Streams of scores, and pairs of texts in any stream. */
class ScoredStreamTest {

    private static final String EXAMPLES = Topics.examples(Streams.NAME).name();

    private final Feed feed = new Feed();
    private final Sent sent = new Sent();

    @Test
    void packsScoresAndSaysWhereSecondTextsBegin() {
        // Given
        Tokenizer tokenizer = tokenizer(2);
        tokenizer.accept(example("a dog", "the cat", 2.5), sent);

        // When
        tokenizer.accept(example("alone", null, -1.0), sent);

        // Then
        TokenBatch batch = sent.training.getFirst();
        assertThat(batch.getTokenIds()).containsExactly(100, 1, 3, 101, 3, 3, 101, 100, 5, 101);
        assertThat(batch.getSequenceStarts()).containsExactly(0, 7, 10);
        assertThat(batch.getPairStarts()).containsExactly(4, 10);
        assertThat(batch.getScores()).containsExactly(2.5, -1.0);
        assertThat(batch.getTargets()).containsExactly(0, 0);
        assertThat(batch.getLabels()).isEmpty();
    }

    @Test
    void namesNoSecondTextsWhereABatchHasNone() {
        tokenizer(1).accept(example("alone", null, 3.0), sent);

        assertThat(sent.training.getFirst().getPairStarts()).isNull();
    }

    @Test
    void readsSecondTextAndScoreFromTheUsersOwnFields() {
        String json = "{\"body\": \"a\", \"other\": {\"text\": \"b\"}, \"stars\": \"4.5\"}";

        tokenizer(1).accept(feed.json(json), sent);

        assertThat(sent.training.getFirst().getScores()).containsExactly(4.5);
        assertThat(sent.training.getFirst().getPairStarts()).containsExactly(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"body\": \"a\", \"other\": {\"text\": \"b\"}, \"stars\": \"many\"} | wrong-type    | field stars: expected a number, found many",
                "{\"body\": \"a\", \"other\": {\"text\": \"b\"}, \"stars\": null}     | missing-field | no field stars; it is null",
                "{\"body\": \"a\", \"other\": {}, \"stars\": 1}                       | missing-field | no field other.text; in other found no fields",
            })
    void buriesJsonWithoutAScoreOrASecondText(String json, String reason, String detail) {
        DeadLetter letter = buried(feed.json(json));

        assertThat(letter.getReason()).isEqualTo(reason);
        assertThat(letter.getDetail()).isEqualTo(detail);
    }

    @Test
    void buriesAnExampleWhoseScoreIsNoNumber() {
        assertThat(buried(example("a", null, null)).getDetail()).isEqualTo("score is null; expected a number");
        assertThat(buried(example("a", null, Double.NaN)).getReason()).isEqualTo("missing-score");
    }

    @Test
    void holdsOutAPairByBothOfItsTexts() {
        // Given
        Stream stream = Stream.newBuilder(stream(1)).setHoldoutPercent(50).build();
        Tokenizer tokenizer = new Tokenizer(stream, Words.ENCODER, figures());

        // When
        for (int i = 0; i < 40; i++) {
            tokenizer.accept(example("the same", "other " + i, 1.0), sent);
        }
        tokenizer.flush(sent);

        // Then
        long heldOut = sent.evaluation.stream()
                .mapToLong(batch -> batch.getExampleIds().size())
                .sum();
        assertThat(heldOut).isBetween(10L, 30L);
        assertThat(sent.evaluation.getFirst().getScores()).isNotEmpty();
    }

    private DeadLetter buried(Received record) {
        Sent found = new Sent();
        Tokenizer tokenizer = tokenizer(1);
        tokenizer.accept(record, found);
        tokenizer.flush(found);
        assertThat(found.training).isEmpty();
        return found.letters.getFirst();
    }

    private Received example(String text, String textPair, Double score) {
        return feed.bytes(EXAMPLES, 0, Codec.encode(new Example("id", text, null, textPair, score, null)));
    }

    private static Tokenizer tokenizer(int records) {
        return new Tokenizer(stream(records), Words.ENCODER, figures());
    }

    private static Stream stream(int records) {
        Stream stream = Streams.stream(Streams.rule(records, 1_000, 1, 500));
        return Stream.newBuilder(stream)
                .setTask(Task.REGRESSION)
                .setLabels(List.of())
                .setInput(Input.newBuilder(stream.getInput())
                        .setId(null)
                        .setLabel(null)
                        .setTextPair("other.text")
                        .setScore("stars")
                        .build())
                .build();
    }

    private static TokenizerMetrics figures() {
        return new TokenizerMetrics(Streams.NAME, Metrics.create());
    }
}
