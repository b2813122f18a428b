package sharelora.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sharelora.demo.data.Correction;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.ops.Precision;
import sharelora.operations.submission.JobFile;
import sharelora.schemas.Example;
import sharelora.schemas.Task;

class CorrectionTaskTest {

    private static final List<Correction> PAIRS = IntStream.range(0, 500)
            .mapToObj(i -> new Correction("It are " + i + ".", "It is " + i + "."))
            .toList();

    private final CorrectionTask task = CorrectionTask.of(
            Path.of("models/some"), PAIRS, 200, DemoLearner.of(LowRankMethod.SHARE_A, Precision.FLOAT32, 9));

    @Test
    void feedsPromptsAndWhatTheyGoOnWith() {
        assertThat(task.training()).isEqualTo(200);
        assertThat(task.fed()).hasSizeBetween(205, 250);
        assertThat(task.fed().getFirst())
                .isEqualTo(new Example("pair-0", "Wrong: It are 0.\nRight:", null, null, null, " It is 0."));
    }

    @Test
    void becomesAJobAsAnyUserWouldWriteIt() {
        // When
        JobFile job = task.job("a".repeat(64));

        // Then
        assertThat(job.task()).isEqualTo(Task.GENERATION);
        assertThat(job.baseSha256()).contains("a".repeat(64));
        assertThat(job.stream().batch().getRecords()).isEqualTo(16);
        assertThat(job.learner().adapter().getMethod()).isEqualTo("share-a");
        assertThat(job.learner().adapter().getRank()).isEqualTo(8);
        assertThat(job.learner().training().getLearningRate()).isEqualTo(1e-3);
        assertThat(job.learner().training().getSeed()).isEqualTo(9);
    }
}
