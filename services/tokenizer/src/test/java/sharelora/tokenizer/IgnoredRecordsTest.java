package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sharelora.platform.kafka.Position;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Received;
import sharelora.schemas.BatchRule;
import sharelora.schemas.IgnoredRecord;
import sharelora.schemas.Input;
import sharelora.schemas.Stream;

/** What a stream passes over by choice is counted, and leaves no trace in what it makes. */
class IgnoredRecordsTest {

    private static final String DELETE = "{\"op\":\"d\",\"before\":null,\"after\":null}";
    private static final BatchRule RULE = Streams.rule(4, 1_000, 2, 500);

    private final Feed feed = new Feed();
    private final Sent sent = new Sent();
    private final Metrics metrics = Metrics.create();
    private final TokenizerMetrics counted = new TokenizerMetrics(Streams.NAME, metrics);

    @Test
    void countsEachRecordOnceAndIgnoredOnesByKind() {
        // Given
        Tokenizer tokenizer = tokenizer(30, IgnoredRecord.TOMBSTONES, IgnoredRecord.DELETES);
        for (int i = 0; i < 40; i++) {
            tokenizer.accept(text(i), sent);
            tokenizer.accept(feed.bytes(Streams.INPUT, 0, null), sent);
            tokenizer.accept(feed.json(DELETE), sent);
            tokenizer.accept(feed.json(i % 2 == 0 ? DELETE : "{}"), sent);
        }

        // When
        tokenizer.flush(sent);

        // Then
        StreamCounts counts = counted.counts();
        assertThat(counts.heldOut()).isPositive();
        assertThat(counts.records() + counts.heldOut()).isEqualTo(40);
        assertThat(counts.deadLetters()).isEqualTo(20);
        assertThat(counts.ignored()).isEqualTo(100);
        assertThat(counts.read()).isEqualTo(160);
        assertThat(metrics.exposition())
                .contains("sharelora_tokenizer_ignored_total{kind=\"tombstones\",stream=\"tickets\"} 40.0")
                .contains("sharelora_tokenizer_ignored_total{kind=\"deletes\",stream=\"tickets\"} 60.0");
    }

    @Test
    void cutsTheSameBatchesAsIfTheyWereNotThere() {
        // Given
        Tokenizer tokenizer = tokenizer(0, IgnoredRecord.DELETES);

        // When
        for (int i = 0; i < 10; i++) {
            tokenizer.accept(text(i), sent);
            for (int k = 0; k < 2_000; k++) {
                tokenizer.accept(feed.json(DELETE), sent);
            }
        }

        // Then
        assertThat(sent.trainingSizes()).containsExactly(4, 4);
        assertThat(sent.letters).isEmpty();
    }

    @Test
    void committedOffsetsMovePastAFloodOfThem() {
        // Given
        Tokenizer tokenizer = tokenizer(0, IgnoredRecord.TOMBSTONES);
        for (int i = 0; i < 5_000; i++) {
            tokenizer.accept(feed.bytes(Streams.INPUT, 0, null), sent);
        }

        // When
        tokenizer.tick(0, sent);
        tokenizer.tick(500, sent);

        // Then
        assertThat(sent.isEmpty()).isTrue();
        assertThat(tokenizer.completed()).isEqualTo(Map.of(new Position(Streams.INPUT, 0), 5_000L));
    }

    @Test
    void areDeadLettersWhereTheStreamDoesNotAsk() {
        // Given
        Tokenizer tokenizer = tokenizer(0);
        tokenizer.accept(feed.bytes(Streams.INPUT, 0, null), sent);
        tokenizer.accept(feed.json(DELETE), sent);

        // When
        tokenizer.flush(sent);

        // Then
        assertThat(sent.reasons()).containsExactly("unreadable", "missing-field");
        assertThat(counted.counts().ignored()).isZero();
    }

    private Received text(int number) {
        return feed.json(
                "{\"ticket\":{\"id\":%d},\"body\":\"text number %d\",\"queue\":\"a\"}".formatted(number, number));
    }

    private Tokenizer tokenizer(int holdoutPercent, IgnoredRecord... kinds) {
        Stream stream = Streams.stream(RULE, holdoutPercent);
        Input input =
                Input.newBuilder(stream.getInput()).setIgnore(List.of(kinds)).build();
        return new Tokenizer(Stream.newBuilder(stream).setInput(input).build(), Words.ENCODER, counted);
    }
}
