package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import sharelora.platform.kafka.Position;
import sharelora.platform.metrics.Metrics;
import sharelora.schemas.Topics;

/** What retention may take next is learned now. */
class OvertakenTest {

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
        tokenizer.overtaken(sent);

        // Then
        assertThat(sent.trainingSizes()).containsExactly(2);
        assertThat(tokenizer.completed())
                .isEqualTo(Map.of(new Position(Topics.examples(Streams.NAME).name(), 0), 2L));
    }

    @Test
    void sendsNothingWhereNothingIsOpen() {
        // When
        tokenizer.overtaken(sent);

        // Then
        assertThat(sent.isEmpty()).isTrue();
        assertThat(tokenizer.completed()).isEmpty();
    }
}
