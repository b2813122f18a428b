package sharelora.demo.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sharelora.demo.DemoLearner;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.ops.Precision;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.operations.examples.LabelledText;
import sharelora.operations.submission.JobFile;

class DriftJobTest {

    @Test
    void cutsBatchesByTheStreamAloneAndChecksPointsAtNoOtherPlaceThanTheEndOfAnEra() {
        // When
        JobFile job = DriftJob.of(config(Map.of()));

        // Then
        assertThat(job.stream().labels()).containsExactly("a", "b");
        assertThat(job.stream().batch().getMinRecords())
                .isEqualTo(job.stream().batch().getRecords());
        assertThat(job.checkpointEvery()).isEqualTo(1_000_000);
        assertThat(job.keep().getCheckpoints()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void passesOnAnyFieldOfTheJobFile() {
        // When
        JobFile job = DriftJob.of(config(Map.of(
                "training.weightDecay",
                "0.25",
                "training.learningRate",
                "1e-4",
                "adapter.targets",
                "[\"value\"]",
                "training.schedule",
                "inverse-sqrt")));

        // Then
        assertThat(job.learner().training().getWeightDecay()).isEqualTo(0.25);
        assertThat(job.learner().training().getLearningRate()).isEqualTo(1e-4);
        assertThat(job.learner().adapter().getTargets()).containsExactly("value");
        assertThat(job.learner().training().getSeed()).isEqualTo(9);
    }

    @Test
    void leavesItToTheJobFileToKnowItsFields() {
        // When / Then
        assertThatThrownBy(() -> DriftJob.of(config(Map.of("training.ferocity", "3"))))
                .isInstanceOf(WrongUsageException.class)
                .satisfies(refused -> assertThat(((WrongUsageException) refused).problems())
                        .singleElement()
                        .asString()
                        .contains("training.ferocity"));
    }

    @Test
    void refusesFieldsThatTheReportRestsOn() {
        // Given
        Problems problems = new Problems();

        // When
        new JobChanges(Map.of("stream.holdoutPercent", "0", "checkpointEvery", "5", "training.seed", "3", "a..b", "1"))
                .check("--set", problems);

        // Then
        assertThat(problems.lines())
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("--set: 'a..b', expected a field of the job file"),
                        two -> assertThat(two)
                                .startsWith("--set: 'checkpointEvery', expected a field of the job other"),
                        three -> assertThat(three).startsWith("--set: 'stream.holdoutPercent', expected a field of"));
    }

    private static DriftConfig config(Map<String, String> changes) {
        List<DatedText> texts = IntStream.range(0, 100)
                .mapToObj(i -> new DatedText(new LabelledText("id-" + i, "sentence " + i, i % 2 == 0 ? "a" : "b"), ""))
                .toList();
        return new DriftConfig(
                Eras.ofEqualCounts(texts, 2),
                DemoLearner.of(AdapterMethods.of("share-a"), Precision.FLOAT32, 9),
                100,
                new JobChanges(changes));
    }
}
