package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.Engines;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.batch.Task;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.head.CosineHead;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.ops.Engine;

/** What becomes of a head that says classes by cosines: labels that come, states, folders, and jobs that start from these. */
class CosineHeadTest {

    private static final List<String> LONGER = List.of("low", "high", "other", "late");

    @TempDir
    private Path folder;

    private Engine engine;
    private BaseModel base;

    @BeforeEach
    void open() throws IOException {
        engine = Engines.fused();
        base = BaseModel.open(engine, TinyBert.write(folder.resolve("base"), 1));
    }

    @AfterEach
    void close() {
        base.close();
        engine.close();
    }

    @Test
    void learns() {
        // Given
        try (FineTuner tuner = FineTuner.start(base, subject(), 1)) {
            double before = Jobs.learn(tuner, 0, 5);
            // When
            Jobs.learn(tuner, 5, 60);
            // Then
            assertThat(Jobs.learn(tuner, 60, 65)).isLessThan(0.3 * before);
        }
    }

    @Test
    void aLabelThatComesGetsTheRowThatItWouldHaveBegunWith() {
        // Given
        TrainingState before;
        TrainingState after;
        FineTuneSpec grown = subject().withLabels(LONGER);
        Layout layout = grown.layout(base.shape());
        try (FineTuner tuner = FineTuner.start(base, subject(), 1)) {
            Jobs.learn(tuner, 0, 3);
            before = tuner.state();
            // When
            after = before.grown(grown, subject().layout(base.shape()), layout);
        }
        // Then
        int known = before.values().length;
        assertThat(Arrays.copyOf(after.values(), known)).containsExactly(before.values());
        assertThat(Arrays.copyOfRange(after.values(), known, after.values().length))
                .containsExactly(Arrays.copyOfRange(layout.start(7), known, after.values().length));
        assertThat(Arrays.copyOfRange(after.square(), known, after.square().length))
                .containsOnly(0);
    }

    @Test
    void aStateIsReadAsItWasWrittenAndGoesOnToTheSameBits() {
        // Given
        try (FineTuner tuner = FineTuner.start(base, subject(), 2)) {
            Jobs.learn(tuner, 0, 3);
            StateFile.write(tuner.state(), folder.resolve("state"));
            Jobs.learn(tuner, 3, 6);
            // When
            try (FineTuner again = FineTuner.resume(base, StateFile.read(folder.resolve("state")), 1)) {
                Jobs.learn(again, 3, 6);
                // Then
                assertThat(again.state()).isEqualTo(tuner.state());
            }
        }
    }

    @Test
    void aFolderSaysWhatTheModelSaysThatItWasMadeOf() throws IOException {
        // Given
        TrainingState state = learned();
        AdapterFolder exported = state.exported(base.shape());
        // When
        PeftFolder.write(exported, folder.resolve("peft"));
        // Then
        AdapterFolder read = PeftFolder.read(folder.resolve("peft"));
        assertThat(read.head()).isEqualTo(exported.head()).isInstanceOf(CosineHead.class);
        try (InferenceModel predictor = InferenceModel.open(base, folder.resolve("peft"), 1);
                FineTuner tuner = FineTuner.resume(base, state, 1)) {
            double loss =
                    Arrays.stream(predictor.predict(Jobs.batch(9, 13)).losses()).sum() / 13;
            assertThat((float) tuner.step(Jobs.batch(9, 13), Jobs.LABELS, Jobs.consumed(50, 13))
                            .loss())
                    .isEqualTo((float) loss);
        }
        assertThat(Files.readString(folder.resolve("peft").resolve("README.md")))
                .contains("unit = torch.nn.functional.normalize");
    }

    @Test
    void aJobThatStartsFromItKnowsItsRowsAndDrawsThoseOfLaterLabels() {
        // Given
        TrainingState before = learned();
        PeftFolder.write(before.exported(base.shape()), folder.resolve("peft"));
        FineTuneSpec longer = subject().withLabels(LONGER);
        float[] start = longer.layout(base.shape()).start(7);
        // When
        try (FineTuner tuner =
                FineTuner.start(base, longer, Origin.of(PeftFolder.read(folder.resolve("peft"))), 0, 1)) {
            // Then
            float[] values = tuner.state().values();
            int known = before.values().length;
            assertThat(Arrays.copyOf(values, known)).containsExactly(before.values());
            assertThat(Arrays.copyOfRange(values, known, values.length))
                    .containsExactly(Arrays.copyOfRange(start, known, values.length));
        }
    }

    @Test
    void anotherHeadIsNoStart() {
        // Given
        AdapterFolder exported = learned().exported(base.shape());
        FineTuneSpec mean =
                Jobs.subject(subject().adapter(), HeadSpec.MEAN, subject().training());
        // When
        List<String> obstacles = Origin.of(exported).obstacles(mean, base.shape());
        // Then
        assertThat(obstacles).anyMatch(obstacle -> obstacle.contains("head") && obstacle.contains("cosine"));
    }

    @Test
    void numbersHaveNoDirectionToBeSaidBy() {
        // Given
        FineTuneSpec known = subject();
        List<String> none = new ArrayList<>();
        // Then
        assertThatThrownBy(() -> new FineTuneSpec(
                        "tiny",
                        known.baseSha256(),
                        known.tokenizerSha256(),
                        Task.REGRESSION,
                        known.adapter(),
                        HeadSpec.COSINE,
                        known.training(),
                        none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("head is cosine for regression, expected a task with labels");
    }

    @Test
    void refusesAHeadWhoseRowsAreNotThoseOfItsLabels() {
        // Given
        PeftFolder.write(learned().exported(base.shape()), folder.resolve("peft"));
        Path head = folder.resolve("peft").resolve("head.safetensors");
        SafetensorsWriter.write(
                head,
                Map.of("format", "pt", "pooling", "cosine", "labels", "[\"a\",\"b\"]"),
                List.of(
                        Weight.of("scale", new int[] {1}, new float[] {3}),
                        Weight.of("weight", new int[] {3, 8}, new float[24])));
        // Then
        assertThatThrownBy(() -> PeftFolder.readHead(folder.resolve("peft")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("weight has shape [3, 8]: expected [2, D] for 2 outputs");
    }

    private TrainingState learned() {
        try (FineTuner tuner = FineTuner.start(base, subject(), 1)) {
            Jobs.learn(tuner, 0, 4);
            return tuner.state();
        }
    }

    private static FineTuneSpec subject() {
        return Jobs.subject(
                Jobs.subject(LowRankMethod.SHARE_A).adapter(),
                HeadSpec.COSINE,
                Jobs.subject(LowRankMethod.SHARE_A).training());
    }
}
