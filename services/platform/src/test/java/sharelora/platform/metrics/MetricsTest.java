package sharelora.platform.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void showsTheJvmWhereAskedTo() {
        // When
        String text = Metrics.withJvm().exposition();

        // Then
        assertThat(text).contains("jvm_memory_used_bytes");
    }
}
