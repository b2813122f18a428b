package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.health.Health;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.metrics.Metrics;
import sharelora.schemas.Stream;

class StandingStreamsTest {

    private static final Stream STREAM = Streams.stream(Streams.rule(4, 100, 1, 500));
    private static final Stream CHANGED =
            Stream.newBuilder(STREAM).setMaxLength(32).build();
    private final FatalException gone = new FatalException("base tiny is not in the blob store");

    private final List<Duration> asked = new ArrayList<>();
    private final Platform platform;
    private final StandingStreams standing;

    StandingStreamsTest(@TempDir Path folder) {
        platform = new Platform(
                KafkaSettings.of("localhost:1"), BlobStore.open(folder.toUri()), Metrics.create(), new Health());
        standing = new StandingStreams(platform, asked::add);
    }

    @Test
    void waitsTwiceAsLongAfterEachFailureAndTriesAChangedRecordAtOnce() {
        // When
        standing.standsStill(STREAM, Optional.empty(), gone);
        standing.standsStill(STREAM, Optional.empty(), gone);
        standing.runs(Streams.NAME);
        standing.standsStill(STREAM, Optional.of(STREAM), new IllegalStateException("another"));

        // Then
        assertThat(asked).extracting(Duration::toMillis).containsExactly(100L, 200L, 400L);
        assertThat(standing.mayTry(STREAM)).isFalse();
        assertThat(standing.mayTry(CHANGED)).isTrue();
        assertThat(standing.ran(Streams.NAME)).contains(STREAM);
        standing.standsStill(CHANGED, Optional.empty(), gone);
        assertThat(asked.getLast()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void tellsWhyUntilTheStreamRuns() {
        // Given
        standing.standsStill(STREAM, Optional.empty(), gone);
        Optional<String> reason = standing.reason();
        String check = platform.health().ready("tokenizer tickets").state().reason();
        boolean shown =
                platform.metrics().exposition().contains("standing_still{stage=\"tokenizer\",stream=\"tickets\"} 1.0");

        // When
        standing.runs(Streams.NAME);

        // Then
        assertThat(reason).contains("stream tickets stands still: base tiny is not in the blob store");
        assertThat(check).isEqualTo("base tiny is not in the blob store");
        assertThat(shown).isTrue();
        assertThat(standing.reason()).isEmpty();
        assertThat(standing.mayTry(STREAM)).isTrue();
        assertThat(platform.metrics().exposition()).doesNotContain("tickets");
    }

    @Test
    void leavesNoTraceOfAStreamThatNobodyWants() {
        // Given
        standing.standsStill(STREAM, Optional.of(STREAM), gone);

        // When
        standing.forget(Streams.NAME);

        // Then
        assertThat(platform.metrics().exposition()).doesNotContain("tickets");
        assertThat(platform.health().ready().checks()).isEmpty();
        assertThat(standing.names()).isEmpty();
        assertThat(standing.ran(Streams.NAME)).isEmpty();
    }

    @Test
    void tellsApartWhatPassesByItself() {
        standing.standsStill(STREAM, Optional.empty(), gone);
        boolean missing = standing.passes();

        standing.standsStill(STREAM, Optional.empty(), new TransientException("the store does not answer"));

        assertThat(missing).isFalse();
        assertThat(standing.passes()).isTrue();
    }
}
