package sharelora.predictor.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.metrics.Metrics;
import sharelora.schemas.BatchRule;
import sharelora.schemas.Prediction;
import sharelora.schemas.Stream;
import sharelora.schemas.Task;

class CaptureThreadTest {

    /** Nobody listens there, so nothing is ever written. */
    private static final KafkaSettings AWAY = KafkaSettings.of("127.0.0.1:1");

    @Test
    void refusesWhatIsBeyondTheQueueAtOnce() {
        // Given: one that is tried, and a queue that is full
        CaptureThread thread = new CaptureThread(stream(), AWAY, CaptureMetrics.of(Metrics.create()));
        List<Capture> captures = IntStream.rangeClosed(0, CaptureThread.MOST_WAITING + 1)
                .mapToObj(i -> capture())
                .toList();

        // When
        captures.forEach(thread::write);

        // Then
        CompletableFuture<List<Prediction>> last = captures.getLast().written();
        assertThat(last).isCompletedExceptionally();
        assertThat(last.exceptionNow()).hasMessageContaining("1024 requests wait to be captured already");
        thread.stop();
    }

    private static Stream stream() {
        return Stream.newBuilder()
                .setName("tickets")
                .setBase("tiny")
                .setBaseSha256("b")
                .setTokenizerSha256("t")
                .setInput(null)
                .setLabels(List.of())
                .setMaxLength(12)
                .setBatch(new BatchRule(8, 1_000, 1, 200L))
                .setHoldoutPercent(0)
                .setTask(Task.REGRESSION)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }

    /** As many queries as are written together at the most. */
    private static Capture capture() {
        return new Capture(
                "a-job", null, Collections.nCopies(CaptureThread.MOST_QUERIES, null), new CompletableFuture<>());
    }
}
