package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sharelora.platform.examples.ExampleReader;
import sharelora.platform.failure.FatalException;
import sharelora.platform.kafka.Position;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Received;
import sharelora.schemas.BatchRule;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

class TokenizerTest {

    private static final String EXAMPLES = Topics.examples(Streams.NAME).name();
    private static final Position FIRST = new Position(EXAMPLES, 0);
    private static final long LINGER = 500;
    private static final BatchRule RULE = Streams.rule(4, 1_000, 2, LINGER);

    private final Feed feed = new Feed();
    private final Sent sent = new Sent();
    private final Metrics metrics = Metrics.create();

    @Test
    void packsABatchWithoutPaddingAndSaysWhereEachExampleWasRead() {
        // Given
        Tokenizer tokenizer = tokenizer(Streams.stream(Streams.rule(2, 1_000, 1, LINGER)));
        tokenizer.accept(feed.example("one", "a stream", "b"), sent);

        // When
        tokenizer.accept(feed.json("{\"ticket\": {\"id\": 7}, \"body\": \"of records now\", \"queue\": \"a\"}"), sent);

        // Then
        TokenBatch batch = sent.training.getFirst();
        assertThat(batch.getStream()).isEqualTo(Streams.NAME);
        assertThat(batch.getTokenizerSha256()).isEqualTo("c".repeat(64));
        assertThat(batch.getTokenIds()).containsExactly(100, 1, 6, 101, 100, 2, 7, 3, 101);
        assertThat(batch.getSequenceStarts()).containsExactly(0, 4, 9);
        assertThat(batch.getTargets()).containsExactly(1, 0);
        assertThat(batch.getLabels()).containsExactly("a", "b");
        assertThat(batch.getExampleIds()).containsExactly("one", "7");
        assertThat(batch.getSources()).containsExactly(new Source(EXAMPLES, 0, 0L), new Source(Streams.INPUT, 0, 0L));
    }

    @Test
    void sendsWhatWasHeldOutWithTheUnitItBelongsTo() {
        // Given
        Stream half = Streams.stream(RULE, 50);
        Tokenizer tokenizer = tokenizer(half);

        // When
        acceptTexts(tokenizer, 200);
        tokenizer.flush(sent);

        // Then
        List<String> trained = ids(sent.training);
        List<String> heldOut = ids(sent.evaluation);
        assertThat(trained).hasSizeBetween(70, 130).doesNotContainAnyElementsOf(heldOut);
        assertThat(trained.size() + heldOut.size()).isEqualTo(200);
        assertThat(tokenizer.completed()).containsExactly(Map.entry(FIRST, 200L));
    }

    @Test
    void holdsARepeatedTextOutEachTimeOrNever() {
        Tokenizer tokenizer = tokenizer(Streams.stream(RULE, 50));

        for (int i = 0; i < 50; i++) {
            tokenizer.accept(feed.example("once" + i, "text number " + i, "a"), sent);
            tokenizer.accept(feed.example("again" + i, " TEXT  number " + i, "b"), sent);
        }
        tokenizer.flush(sent);

        List<String> heldOut = ids(sent.evaluation);
        for (int i = 0; i < 50; i++) {
            assertThat(heldOut.contains("once" + i)).isEqualTo(heldOut.contains("again" + i));
        }
    }

    @Test
    void learnsARepeatedIdTwice() {
        Tokenizer tokenizer = tokenizer(Streams.stream(RULE));
        tokenizer.accept(feed.example("same", "a text", "a"), sent);
        tokenizer.accept(feed.example("same", "a text", "a"), sent);

        tokenizer.flush(sent);

        assertThat(ids(sent.training)).containsExactly("same", "same");
    }

    @Test
    void closesWhatIsOpenAtAFlushAndOnlyOnce() {
        Tokenizer tokenizer = tokenizer(Streams.stream(RULE));
        acceptTexts(tokenizer, 1);

        tokenizer.flush(sent);
        tokenizer.flush(sent);

        assertThat(sent.trainingSizes()).containsExactly(1);
        assertThat(tokenizer.completed()).containsExactly(Map.entry(FIRST, 1L));
    }

    @Test
    void keepsEveryMessageBelowTheBrokersLimit() {
        // Given: ids of the greatest length and batches without a limit of their own
        Tokenizer tokenizer = tokenizer(Streams.stream(Streams.rule(100_000, 100_000_000, 1, LINGER), 30));
        String longest = "x".repeat(ExampleReader.LONGEST_ID - 5);

        // When
        for (int i = 0; i < 2_000; i++) {
            tokenizer.accept(feed.example(longest + (10_000 + i), "word ".repeat(100) + i, "a"), sent);
        }
        tokenizer.flush(sent);

        // Then
        assertThat(sent.largest).isBetween(256 << 10, 1 << 20);
        assertThat(ids(sent.training).size() + ids(sent.evaluation).size()).isEqualTo(2_000);
    }

    @Test
    void takesAppendedLabelsIntoTheNextBatch() {
        // Given
        Tokenizer tokenizer = tokenizer(Streams.stream(Streams.rule(1, 1_000, 1, LINGER)));
        Received early = feed.example("early", "a text", "c");
        tokenizer.accept(early, sent);

        // When
        tokenizer.follow(Stream.newBuilder(Streams.stream(Streams.rule(1, 1_000, 1, LINGER)))
                .setLabels(List.of("a", "b", "c"))
                .build());
        tokenizer.accept(feed.example("late", "a text", "c"), sent);
        tokenizer.flush(sent);

        // Then
        assertThat(sent.reasons()).containsExactly("unknown-label");
        assertThat(sent.training.getFirst().getTargets()).containsExactly(2);
        assertThat(sent.training.getFirst().getLabels()).containsExactly("a", "b", "c");
    }

    @Test
    void refusesAStreamThatChangedOtherwiseAndNamesWhat() {
        Stream stream = Streams.stream(RULE);
        Source skip = new Source(EXAMPLES, 0, 3L);
        Tokenizer tokenizer = tokenizer(stream);
        tokenizer.follow(Stream.newBuilder(stream).setSkips(List.of(skip)).build());

        assertThatThrownBy(() -> tokenizer.follow(Stream.newBuilder(stream)
                        .setSkips(List.of(skip))
                        .setMaxLength(32)
                        .build()))
                .isInstanceOf(FatalException.class)
                .hasMessage("stream tickets changed while it was tokenized: maxLength: 32, was 64; expected no change"
                        + " but labels and skips appended");
        assertThatThrownBy(() -> tokenizer.follow(Stream.newBuilder(stream)
                        .setSkips(List.of(skip))
                        .setLabels(List.of("b", "a"))
                        .build()))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("labels: [b, a], was [a, b]");
        assertThatThrownBy(() -> tokenizer.follow(stream))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("skips: []");
    }

    @Test
    void buriesWhatAnOperatorHadSkippedWithoutReadingIt() {
        // Given: one would be learned from, one is no example at all; the one beside them on the other topic stays
        Stream stream = Streams.stream(RULE);
        Tokenizer tokenizer = tokenizer(stream);
        tokenizer.follow(Stream.newBuilder(stream)
                .setSkips(List.of(new Source(EXAMPLES, 0, 1L), new Source(EXAMPLES, 0, 2L)))
                .build());
        Received good = feed.example("good", "a text", "a");
        Received skipped = feed.example("skipped", "a text", "a");
        Received unreadable = feed.bytes(EXAMPLES, 0, new byte[] {1, 2, 3});

        // When
        List.of(good, skipped, unreadable).forEach(record -> tokenizer.accept(record, sent));
        tokenizer.flush(sent);

        // Then
        assertThat(ids(sent.training)).containsExactly("good");
        assertThat(sent.reasons()).containsExactly("skipped-by-operator", "skipped-by-operator");
        assertThat(sent.letters.getFirst().getValue().array()).isEqualTo(skipped.value());
        assertThat(sent.letters.getLast().getSource()).isEqualTo(new Source(EXAMPLES, 0, 2L));
        assertThat(tokenizer.completed()).containsExactly(Map.entry(FIRST, 3L));
    }

    @Test
    void countsWhatItMade() {
        // Given
        Tokenizer tokenizer = tokenizer(Streams.stream(RULE));
        acceptTexts(tokenizer, 4);
        tokenizer.accept(feed.example("poison", " ", "a"), sent);

        // When
        tokenizer.flush(sent);

        // Then
        assertThat(metrics.exposition())
                .contains("sharelora_tokenizer_records_total{stream=\"tickets\"} 4.0")
                .contains("sharelora_tokenizer_tokens_total{stream=\"tickets\"} 20.0")
                .contains("sharelora_tokenizer_batches_total{stream=\"tickets\"} 1.0")
                .contains("sharelora_tokenizer_dead_letters_total{reason=\"empty-text\",stream=\"tickets\"} 1.0");
    }

    private Tokenizer tokenizer(Stream stream) {
        return new Tokenizer(stream, Words.ENCODER, new TokenizerMetrics(stream.getName(), metrics));
    }

    /** Distinct texts of three words. */
    private void acceptTexts(Tokenizer tokenizer, int count) {
        for (int i = 0; i < count; i++) {
            tokenizer.accept(feed.example("e" + i, "text number " + i, "a"), sent);
        }
    }

    private static List<String> ids(List<TokenBatch> batches) {
        return batches.stream().flatMap(batch -> batch.getExampleIds().stream()).toList();
    }
}
