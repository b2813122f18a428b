package sharelora.platform.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private final Metrics metrics = Metrics.create();

    @Test
    void showsEveryKindInPrometheusText() {
        // Given
        metrics.counter("records", "Records read.", "stage").add(2, "tokenizer");
        metrics.gauge("loss", "Mean loss.", "job").set(0.5, "a");
        metrics.durations("step_seconds", "Time of a step.").observe(0.02);

        // When
        String text = metrics.exposition();

        // Then
        assertThat(text)
                .contains("sharelora_records_total{stage=\"tokenizer\"} 2.0")
                .contains("sharelora_loss{job=\"a\"} 0.5")
                .contains("sharelora_step_seconds_bucket{le=\"0.03\"} 1");
    }

    @Test
    void addsUpWhatTwoStagesCountUnderOneName() {
        // Given
        metrics.counter("records", "Records read.", "stage").add(1, "trainer");

        // When
        metrics.counter("records", "Records read.", "stage").add(2, "trainer");

        // Then
        assertThat(metrics.counter("records", "Records read.", "stage").value("trainer"))
                .isEqualTo(3);
    }

    @Test
    void refusesOneNameForTwoKinds() {
        // Given
        metrics.counter("records", "Records read.");

        // When / Then
        assertThatThrownBy(() -> metrics.gauge("records", "Records read."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("records");
    }

    @Test
    void namesASeriesThatHasNoValueYet() {
        // Given
        metrics.counter("records", "Records read.", "stage");
        metrics.durations("step_seconds", "Time of a step.", "job");

        // When
        Map<String, Set<String>> series = metrics.series();

        // Then
        assertThat(metrics.exposition()).doesNotContain("sharelora_records_total", "sharelora_step_seconds");
        assertThat(series)
                .containsOnly(
                        Map.entry("sharelora_records_total", Set.of("stage")),
                        Map.entry("sharelora_step_seconds_bucket", Set.of("job", "le")),
                        Map.entry("sharelora_step_seconds_count", Set.of("job")),
                        Map.entry("sharelora_step_seconds_sum", Set.of("job")));
    }

    @Test
    void looksUpWhatIsMeasuredWheneverSomebodyAsks() {
        // Given
        AtomicInteger free = new AtomicInteger(7);
        metrics.measured("disk_free_bytes", "Room left.", free::get);
        String before = metrics.exposition();

        // When
        free.set(3);

        // Then
        assertThat(before).contains("sharelora_disk_free_bytes 7.0");
        assertThat(metrics.exposition()).contains("sharelora_disk_free_bytes 3.0");
    }

    @Test
    void showsTheJvmWhereAskedTo() {
        // When
        String text = Metrics.withJvm().exposition();

        // Then
        assertThat(text).contains("jvm_memory_used_bytes");
    }
}
