package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.platform.failure.TransientException;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Received;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.text.Completed;
import sharelora.text.Tokens;

class RecordBoundaryTest {

    private static final Stream STREAM = Streams.stream(Streams.rule(2, 1_000, 1, 500));
    private static final String STANDING = "sharelora_streams_standing_still{stage=\"tokenizer\",stream=\"tickets\"}";

    private final Feed feed = new Feed();
    private final Sent sent = new Sent();
    private final Metrics metrics = Metrics.create();
    private Supplier<Throwable> thrown = () -> new IllegalStateException("not the text of bomb");
    private final Tokenizer tokenizer =
            new Tokenizer(STREAM, new Failing(), new TokenizerMetrics(STREAM.getName(), metrics));
    private final RecordBoundary boundary =
            new RecordBoundary(STREAM.getName(), tokenizer, new TokenizerMetrics(STREAM.getName(), metrics));

    static List<Supplier<Throwable>> unexpected() {
        return List.of(
                () -> new IllegalStateException("bomb"),
                NullPointerException::new,
                () -> new AssertionError("bomb"),
                () -> new NoClassDefFoundError("bomb"),
                StackOverflowError::new);
    }

    @ParameterizedTest
    @MethodSource("unexpected")
    void standsStillAtARecordForWhichSomethingUnexpectedIsThrown(Supplier<Throwable> error) {
        // Given
        thrown = error;
        boundary.accept(feed.example("good", "a text", "a"), sent);
        Received bomb = feed.example("bad", "bomb", "a");

        // When
        assertThatThrownBy(() -> boundary.accept(bomb, sent))
                // Then
                .isInstanceOf(TransientException.class)
                .hasMessageStartingWith("stands still at " + bomb.place() + ": "
                        + error.get().getClass().getName())
                .hasMessageContaining("skip --stream tickets --topic " + bomb.topic() + " --partition 0 --offset 1")
                .hasMessageNotContaining("bomb");
        assertThat(boundary.standsStill()).isTrue();
        assertThat(boundary.standing()).isPositive();
        assertThat(metrics.exposition()).contains(STANDING + " 1.0");
        assertThat(sent.isEmpty()).isTrue();
        assertThat(boundary.completed()).isEmpty();
    }

    @Test
    void goesOnWhenTheRecordIsTaken() {
        // Given
        Received bomb = feed.example("bad", "bomb", "a");
        assertThatThrownBy(() -> boundary.accept(bomb, sent)).isInstanceOf(TransientException.class);
        boundary.restart();
        tokenizer.follow(Stream.newBuilder(STREAM)
                .setSkips(List.of(new Source(bomb.topic(), bomb.partition(), bomb.offset())))
                .build());

        // When
        boundary.accept(bomb, sent);
        boundary.flush(sent);

        // Then
        assertThat(boundary.standsStill()).isFalse();
        assertThat(boundary.standing()).isZero();
        assertThat(metrics.exposition()).doesNotContain(STANDING);
        assertThat(sent.reasons()).containsExactly("skipped-by-operator");
    }

    @Test
    void forgetsARecordThatWentToAnotherMember() {
        // Given
        assertThatThrownBy(() -> boundary.accept(feed.example("bad", "bomb", "a"), sent))
                .isInstanceOf(TransientException.class);
        boundary.tick(0, sent);
        boundary.tick(59_999, sent);
        boolean before = boundary.standsStill();

        // When
        boundary.tick(60_000, sent);

        // Then
        assertThat(before).isTrue();
        assertThat(boundary.standsStill()).isFalse();
    }

    @Test
    void failsADrainThatWaitsAndTheNextOne() {
        // Given
        Promise<Void> never = Promise.promise();
        Future<Void> waiting = boundary.drain(never.future());

        // When
        assertThatThrownBy(() -> boundary.accept(feed.example("bad", "bomb", "a"), sent))
                .isInstanceOf(TransientException.class);
        Future<Void> later = boundary.drain(never.future());

        // Then
        assertThat(List.of(waiting, later))
                .allSatisfy(
                        drain -> assertThat(drain.cause()).hasMessageStartingWith("stream tickets: stands still at "));
    }

    @Test
    void leavesToTheProcessWhatEndsItAndToTheLoopWhatPasses() {
        TransientException passes = new TransientException("the registry does not answer");
        OutOfMemoryError ends = new OutOfMemoryError();

        thrown = () -> passes;
        assertThatThrownBy(() -> boundary.accept(feed.example("1", "bomb", "a"), sent))
                .isSameAs(passes);
        thrown = () -> ends;
        assertThatThrownBy(() -> boundary.accept(feed.example("2", "bomb", "a"), sent))
                .isSameAs(ends);
        assertThat(boundary.standsStill()).isFalse();
    }

    /** Words, but for a text that something is wrong with. */
    private final class Failing implements Encoder {

        @Override
        public Tokens encode(String text) {
            if (text.equals("bomb")) {
                RecordBoundaryTest.<RuntimeException>sneak(thrown.get());
            }
            return Words.ENCODER.encode(text);
        }

        @Override
        public Tokens encode(String text, String textPair) {
            return Words.ENCODER.encode(text, textPair);
        }

        @Override
        public Completed complete(String text, String completion) {
            return Words.ENCODER.complete(text, completion);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable error) throws E {
        throw (E) error;
    }
}
