package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import sharelora.platform.kafka.Gap;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.Transform;
import sharelora.platform.metrics.Metrics;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/** What retention may take next is learned now. */
class OvertakenTest {

    private static final String EXAMPLES = Topics.examples(Streams.NAME).name();

    private final Feed feed = new Feed();
    private final Sent sent = new Sent();
    private final Tokenizer tokenizer = new Tokenizer(
            Streams.stream(Streams.rule(4, 1_000, 4, 500)),
            Words.ENCODER,
            new TokenizerMetrics(Streams.NAME, Metrics.create()));

    @Test
    void closesTheOpenUnitThoughItsBatchIsSmallerThanItsRuleSays() {
        // Given
        tokenizer.accept(feed.example("one", "a stream", "b"), sent);
        tokenizer.accept(feed.example("two", "of records", "b"), sent);

        // When
        tokenizer.overtaken(gap(2, 9), sent);

        // Then
        assertThat(sent.trainingSizes()).containsExactly(2);
        assertThat(tokenizer.completed())
                .isEqualTo(Map.of(new Position(Topics.examples(Streams.NAME).name(), 0), 2L));
    }

    @Test
    void sendsNothingWhereNothingIsOpen() {
        // When
        tokenizer.overtaken(gap(2, 9), sent);

        // Then
        assertThat(sent.isEmpty()).isTrue();
        assertThat(tokenizer.completed()).isEmpty();
    }

    @Test
    void tellsTheGapWithTheNextBatchOfItsPartitionAndWithNoOther() {
        // Given
        tokenizer.accept(feed.example("one", "a stream", "b"), sent);
        tokenizer.overtaken(gap(1, 9), sent);
        feed.skipTo(9);

        // When
        IntStream.range(0, 8).forEach(i -> tokenizer.accept(feed.example("later " + i, "of records", "b"), sent));

        // Then
        assertThat(sent.training)
                .extracting(TokenBatch::getGaps)
                .containsExactly(List.of(), List.of(new OffsetRange(EXAMPLES, 0, 1L, 9L)), List.of());
    }

    @Test
    void carriesTheGapBesideTheOffsetUntilABatchHasToldIt() {
        // Given
        tokenizer.overtaken(gap(0, 4), sent);
        tokenizer.overtaken(gap(6, 9), sent);
        Map<Position, String> notes = tokenizer.notes();
        tokenizer.restart();

        // When
        tokenizer.resume(Map.of(new Position(EXAMPLES, 0), 9L), notes);

        // Then
        assertThat(notes).containsExactly(Map.entry(new Position(EXAMPLES, 0), "[0,4) [6,9)"));
        feed.skipTo(9);
        IntStream.range(0, 4).forEach(i -> tokenizer.accept(feed.example("later " + i, "of records", "b"), sent));
        assertThat(sent.training)
                .extracting(TokenBatch::getGaps)
                .containsExactly(List.of(new OffsetRange(EXAMPLES, 0, 0L, 4L), new OffsetRange(EXAMPLES, 0, 6L, 9L)));
        assertThat(tokenizer.notes()).isEmpty();
    }

    @Test
    void keepsTheNoteWithinWhatABrokerTakes() {
        // When
        LongStream.range(0, 1_000).forEach(i -> tokenizer.overtaken(gap(10 * i, 10 * i + 3), sent));

        // Then
        String note = tokenizer.notes().get(new Position(EXAMPLES, 0));
        assertThat(note)
                .hasSizeLessThanOrEqualTo(Transform.MOST_NOTED)
                .startsWith("[0,3) [10,13) ")
                .endsWith(",9993)");
    }

    private static Gap gap(long from, long to) {
        return new Gap(new Position(EXAMPLES, 0), from, to);
    }
}
