package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
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

/** Streams of texts that go on. */
class CompletionStreamTest {

    private static final String EXAMPLES = Topics.examples(Streams.NAME).name();

    private final Feed feed = new Feed();
    private final Sent sent = new Sent();

    @Test
    void packsPromptsWithTheirCompletionsAndPlainTextsAmongThem() {
        // Given
        Tokenizer tokenizer = tokenizer(2, 0);
        tokenizer.accept(example("a dog", null, " barks"), sent);

        // When
        tokenizer.accept(example("plain", null, null), sent);

        // Then
        TokenBatch batch = sent.training.getFirst();
        assertThat(batch.getTokenIds()).containsExactly(100, 1, 3, 101, 5, 101, 100, 5, 101);
        assertThat(batch.getSequenceStarts()).containsExactly(0, 6, 9);
        assertThat(batch.getCompletionStarts()).containsExactly(4, 6);
        assertThat(batch.getTargets()).containsExactly(0, 0);
        assertThat(batch.getScores()).isNull();
        assertThat(batch.getPairStarts()).isNull();
    }

    @Test
    void readsTheCompletionFromTheUsersOwnField() {
        tokenizer(1, 0).accept(feed.json("{\"body\": \"a dog\", \"answer\": {\"text\": \"barks\"}}"), sent);

        assertThat(sent.training.getFirst().getCompletionStarts()).containsExactly(4);
    }

    @Test
    void buriesASecondTextAndACompletionThatThereIsNoRoomFor() {
        assertThat(buried(example("a", "b", "c")).getReason()).isEqualTo("unexpected-pair");
        assertThat(buried(example("a", null, "too much")).getReason()).isEqualTo("no-room-for-completion");
        assertThat(buried(example("a", null, " ")).getReason()).isEqualTo("empty-text");
        assertThat(buried(example("tokenless", null, null)).getDetail()).startsWith("the base has no token for it");
        assertThat(buried(feed.json("{\"body\": \"a\"}")).getReason()).isEqualTo("missing-field");
    }

    @Test
    void holdsOutAPromptWhateverItsCompletion() {
        // Given
        Tokenizer tokenizer = tokenizer(1_000, 50);

        // When
        for (int i = 0; i < 20; i++) {
            tokenizer.accept(example("the same prompt", null, "answer " + i), sent);
        }
        tokenizer.flush(sent);

        // Then
        assertThat(sent.training.size() + sent.evaluation.size()).isEqualTo(1);
    }

    private DeadLetter buried(Received record) {
        Sent found = new Sent();
        Tokenizer tokenizer = tokenizer(1, 0);
        tokenizer.accept(record, found);
        tokenizer.flush(found);
        assertThat(found.training).isEmpty();
        return found.letters.getFirst();
    }

    private Received example(String text, String textPair, String completion) {
        return feed.bytes(EXAMPLES, 0, Codec.encode(new Example("id", text, null, textPair, null, completion)));
    }

    private static Tokenizer tokenizer(int records, int holdoutPercent) {
        Stream stream = Streams.stream(Streams.rule(records, 1_000, 1, 500), holdoutPercent);
        Stream generation = Stream.newBuilder(stream)
                .setTask(Task.GENERATION)
                .setEndToken(101)
                .setLabels(List.of())
                .setInput(Input.newBuilder(stream.getInput())
                        .setId(null)
                        .setLabel(null)
                        .setCompletion("answer.text")
                        .build())
                .build();
        return new Tokenizer(generation, Words.ENCODER, new TokenizerMetrics(Streams.NAME, Metrics.create()));
    }
}
