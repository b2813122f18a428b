package sharelora.platform.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HealthTest {

    private final Health health = new Health();

    @Test
    void isNotReadyBeforeEveryCheckHasSaidSo() {
        // Given
        health.ready("model").up();
        health.ready("assignment");

        // When
        Health.Report report = health.ready();

        // Then
        assertThat(report.up()).isFalse();
        assertThat(report.checks())
                .containsExactly(new Check.State("assignment", false, "starting"), new Check.State("model", true, ""));
    }

    @Test
    void isLiveUntilACheckSaysOtherwise() {
        // Given
        health.live("trainer");
        boolean before = health.live().up();

        // When
        health.live("trainer").down("five steps in a row were not finite");

        // Then
        assertThat(before).isTrue();
        assertThat(health.live().up()).isFalse();
        assertThat(health.live().checks())
                .extracting(Check.State::reason)
                .containsExactly("five steps in a row were not finite");
    }

    @Test
    void recoversWithTheCheck() {
        // Given
        health.ready("assignment").down("retrying");

        // When
        health.ready("assignment").up();

        // Then
        assertThat(health.ready().up()).isTrue();
    }

    @Test
    void doesNotAskWhatWasForgotten() {
        // Given
        health.ready("gone").down("stopped");

        // When
        health.forget("gone");

        // Then
        assertThat(health.ready().up()).isTrue();
    }
}
