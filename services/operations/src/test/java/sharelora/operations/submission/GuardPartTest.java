package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.schemas.DriftSettings;
import sharelora.schemas.OnDriftSettings;
import sharelora.schemas.QuarantineSettings;

class GuardPartTest {

    private static final String FILE = "{job: j, base: minilm, stream: {labels: [a, b]}, %s}";

    @Test
    void fillsInDefaults() {
        JobFile file = JobFile.read(FILE.formatted("drift: {}, quarantine: {}, onDrift: {}"), "job.yaml");

        assertThat(file.guard().drift()).contains(new DriftSettings("adwin", "loss", 0.002, 0.0, 0.0, 50));
        assertThat(file.guard().quarantine()).contains(new QuarantineSettings(6.0, 200));
        assertThat(file.guard().onDrift()).contains(new OnDriftSettings("tell", 1.0, 0));
    }

    @Test
    void looksAtNothingWhereTheFileSaysNothing() {
        JobFile file = JobFile.read(FILE.formatted("start: latest"), "job.yaml");

        assertThat(file.guard().drift()).isEmpty();
        assertThat(file.guard().quarantine()).isEmpty();
        assertThat(file.guard().onDrift()).isEmpty();
    }

    @Test
    void readsTheSettingsOfTheOtherDetectorAndAction() {
        JobFile file = JobFile.read(
                FILE.formatted("drift: {detector: page-hinkley, on: error, threshold: 2, burnIn: 9},"
                        + " onDrift: {do: raise-rate, factor: 2, steps: 30}"),
                "job.yaml");

        assertThat(file.guard().drift()).contains(new DriftSettings("page-hinkley", "error", 0.0, 0.005, 2.0, 9));
        assertThat(file.guard().onDrift()).contains(new OnDriftSettings("raise-rate", 2.0, 30));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quarantine: {sigma: 0}|quarantine.sigma: '0', expected a number above 0, up to 1000",
                "quarantine: {burnIn: 3}|quarantine.burnIn: '3', expected a whole number from 10 to 1000000",
                "drift: {detector: eddm}|drift.detector: 'eddm', expected one of adwin, page-hinkley",
                "drift: {confidence: 1}|drift.confidence: '1', expected a number above 0, below 1",
                "drift: {threshold: 2}|drift.threshold: '2', expected detector: page-hinkley beside it",
                "'drift: {}, onDrift: {do: restart-average}'|onDrift.do: 'restart-average', expected average beside it:"
                        + " there is none to restart",
                "'drift: {}, onDrift: {factor: 2}'|onDrift.factor: '2', expected do: raise-rate beside it",
                "'task: regression, drift: {on: error}'|drift.on: 'error', expected loss, as a number is not right or"
                        + " wrong"
            })
    void refusesWhatCannotBe(String part, String problem) {
        List<String> problems = JobFields.problems(
                FILE.formatted(part).replace(part.contains("regression") ? "labels: [a, b]" : "zzz", "maxLength: 64"));

        assertThat(problems).containsExactly(problem);
    }

    @Test
    void refusesAnActionThatNothingLeadsToBesideOtherMistakes() {
        List<String> problems = JobFields.problems(FILE.formatted("checkpointEvery: 0, onDrift: {do: raise-rate}"));

        assertThat(problems).hasSize(2);
        assertThat(problems)
                .anyMatch(problem -> problem.startsWith("onDrift:")
                        && problem.endsWith("expected drift or quarantine beside it: nothing else notices a change"));
    }
}
