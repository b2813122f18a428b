package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sharelora.platform.kafka.Position;
import sharelora.platform.metrics.Metrics;
import sharelora.schemas.BatchRule;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;

class UnitLimitsTest {

    private static final String EXAMPLES = Topics.examples(Streams.NAME).name();
    private static final Position FIRST = new Position(EXAMPLES, 0);
    private static final long LINGER = 500;
    private static final BatchRule RULE = Streams.rule(4, 1_000, 2, LINGER);

    private final Feed feed = new Feed();
    private final Sent sent = new Sent();
    private final Metrics metrics = Metrics.create();

    @Test
    void closesABatchAtItsRecords() {
        Tokenizer tokenizer = tokenizer(Streams.stream(RULE));

        acceptTexts(tokenizer, 9);

        assertThat(sent.trainingSizes()).containsExactly(4, 4);
        assertThat(tokenizer.completed()).containsExactly(Map.entry(FIRST, 8L));
    }

    @Test
    void closesABatchBeforeTheRecordThatWouldExceedItsTokens() {
        // Given: five tokens each
        Tokenizer tokenizer = tokenizer(Streams.stream(Streams.rule(100, 12, 1, LINGER)));

        // When
        acceptTexts(tokenizer, 5);

        // Then
        assertThat(sent.trainingSizes()).containsExactly(2, 2);
        assertThat(tokenizer.completed()).containsExactly(Map.entry(FIRST, 4L));
    }

    @Test
    void closesABatchThatHoldsItsTokensExactly() {
        Tokenizer tokenizer = tokenizer(Streams.stream(Streams.rule(100, 10, 1, LINGER)));

        acceptTexts(tokenizer, 2);

        assertThat(sent.trainingSizes()).containsExactly(2);
        assertThat(tokenizer.completed()).containsExactly(Map.entry(FIRST, 2L));
    }

    @Test
    void givesATextLongerThanTheBatchsTokensABatchOfItsOwn() {
        Tokenizer tokenizer = tokenizer(Streams.stream(Streams.rule(100, 4, 1, LINGER)));

        acceptTexts(tokenizer, 3);

        assertThat(sent.trainingSizes()).containsExactly(1, 1, 1);
    }

    @Test
    void closesByTimeOnceThereAreEnoughRecords() {
        // Given
        Tokenizer tokenizer = tokenizer(Streams.stream(RULE));
        acceptTexts(tokenizer, 2);
        tokenizer.tick(1_000, sent);
        tokenizer.tick(1_000 + LINGER - 1, sent);
        boolean early = !sent.isEmpty();

        // When
        tokenizer.tick(1_000 + LINGER, sent);

        // Then
        assertThat(early).isFalse();
        assertThat(sent.trainingSizes()).containsExactly(2);
        assertThat(tokenizer.completed()).containsExactly(Map.entry(FIRST, 2L));
    }

    @Test
    void waitsForRecordsWhateverTheTimeWhereThereAreTooFew() {
        // Given
        Tokenizer tokenizer = tokenizer(Streams.stream(RULE));
        acceptTexts(tokenizer, 1);
        tokenizer.accept(feed.example("poison", " ", "a"), sent);

        // When
        IntStream.range(0, 100).forEach(i -> tokenizer.tick(1_000L + i * LINGER, sent));

        // Then
        assertThat(sent.isEmpty()).isTrue();
        assertThat(tokenizer.completed()).isEmpty();
        assertThat(tokenizer.awaitsRecords()).isTrue();
    }

    @Test
    void doesNotAwaitRecordsWhereTimeWillDo() {
        Tokenizer tokenizer = tokenizer(Streams.stream(RULE));
        boolean whenEmpty = tokenizer.awaitsRecords();

        acceptTexts(tokenizer, 2);

        assertThat(whenEmpty).isFalse();
        assertThat(tokenizer.awaitsRecords()).isFalse();
    }

    @Test
    void measuresABatchsTimeFromItsFirstRecordNotFromTheUnits() {
        // Given
        Tokenizer tokenizer = tokenizer(Streams.stream(Streams.rule(4, 1_000, 1, LINGER)));
        tokenizer.accept(feed.example("poison", " ", "a"), sent);
        tokenizer.tick(0, sent);
        acceptTexts(tokenizer, 1);
        tokenizer.tick(LINGER - 100, sent);
        tokenizer.tick(LINGER, sent);
        boolean early = !sent.isEmpty();

        // When
        tokenizer.tick(2 * LINGER - 100, sent);

        // Then
        assertThat(early).isFalse();
        assertThat(sent.trainingSizes()).containsExactly(1);
        assertThat(sent.letters).hasSize(1);
    }

    @Test
    void endsAUnitByTimeWhereThereIsNothingToLearnFrom() {
        // Given
        Tokenizer tokenizer = tokenizer(Streams.stream(RULE));
        tokenizer.accept(feed.example("poison", " ", "a"), sent);
        tokenizer.tick(7, sent);

        // When
        tokenizer.tick(7 + LINGER, sent);

        // Then
        assertThat(sent.letters).hasSize(1);
        assertThat(sent.training).isEmpty();
        assertThat(tokenizer.completed()).containsExactly(Map.entry(FIRST, 1L));
    }

    @Test
    void endsAUnitAtAThousandRecordsSetAside() {
        Tokenizer tokenizer = tokenizer(Streams.stream(RULE));
        acceptTexts(tokenizer, 1);

        for (int i = 0; i < OpenUnit.ASIDE_RECORDS; i++) {
            tokenizer.accept(feed.example("p" + i, " ", "a"), sent);
        }

        assertThat(sent.letters).hasSize(OpenUnit.ASIDE_RECORDS);
        assertThat(sent.trainingSizes()).containsExactly(1);
        assertThat(tokenizer.completed()).containsExactly(Map.entry(FIRST, 1L + OpenUnit.ASIDE_RECORDS));
    }

    @Test
    void endsAUnitAtEightMebibytesSetAside() {
        Tokenizer tokenizer = tokenizer(Streams.stream(RULE));
        byte[] mebibyte = new byte[1 << 20];

        for (int i = 0; i < 9; i++) {
            tokenizer.accept(feed.bytes(EXAMPLES, 0, mebibyte), sent);
        }

        assertThat(sent.letters).hasSize(8);
        assertThat(tokenizer.completed()).containsExactly(Map.entry(FIRST, 8L));
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
}
