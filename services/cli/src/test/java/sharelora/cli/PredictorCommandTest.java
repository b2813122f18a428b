package sharelora.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PredictorCommandTest {

    @Test
    void listensBeyondThisMachineOnlyWithTokensAndTls() {
        // When
        Captured run = Captured.run("predictor", "--http-host", "0.0.0.0", "--queue", "0");

        // Then
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("--queue: '0'", "--tokens: missing", "--tls: missing");
    }

    @Test
    void takesACheckpointOnlyOfAJobThatIsNamed() {
        // When
        Captured run = Captured.run(
                "predictor", "--queue", "0", "--serve", "a-1-bcd", "--serve", "=newest", "--serve", "j=a-1-bcd");

        // Then
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains("--serve: 'a-1-bcd', expected promoted, newest,", "--serve: '=newest'")
                .doesNotContain("'j=a");
    }

    @Test
    void namesEveryPartOfTlsThatIsMissingOrWrong() {
        // When
        Captured run =
                Captured.run("predictor", "--http-host", "0.0.0.0", "--tls", "never", "--tls-key", "/no/such/key");

        // Then
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "--tokens: missing",
                        "--tls: 'never', expected elsewhere",
                        "--tls-certificate: missing",
                        "--tls-key: '/no/such/key', expected a private key in PEM");
    }
}
