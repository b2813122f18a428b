package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.adapter.Footprint;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.CompactFile;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.adapter.lowrank.Variant;
import sharelora.engine.batch.Task;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.ops.Engine;

/** Jobs that start from what an earlier one left, in either form. */
class OriginTest {

    @TempDir
    private Path folder;

    private Engine engine;
    private BaseModel base;

    @BeforeEach
    void open() throws IOException {
        engine = Engines.reference(DataType.FLOAT);
        base = BaseModel.open(engine, TinyBert.write(folder.resolve("base"), 1));
    }

    @AfterEach
    void close() {
        base.close();
        engine.close();
    }

    @ParameterizedTest
    @EnumSource(LowRankMethod.class)
    void beginsWithTheNumbersThatTheOtherEndedWith(LowRankMethod method) {
        // Given
        FineTuneSpec subject = Jobs.subject(spec(method), Jobs.subject(method).training());
        TrainingState before = learned(subject, Origin.SEED);
        PeftFolder.write(before.exported(base.shape()), folder.resolve("peft"));
        AdapterFolder read = PeftFolder.read(folder.resolve("peft"));
        // When
        try (FineTuner tuner = FineTuner.start(base, subject, Origin.of(read), 5, 1)) {
            // Then
            TrainingState start = tuner.state();
            assertThat(LowRankSpec.of(read.adapter())).isEqualTo(subject.adapter());
            assertThat(start.values()).containsExactly(before.values());
            assertThat(start.mean()).containsOnly(0);
            assertThat(start.progress()).isEqualTo(Progress.from(5));
        }
    }

    @ParameterizedTest
    @EnumSource(LowRankMethod.class)
    void aCompactFileKeepsEachSharedMatrixOnce(LowRankMethod method) throws IOException {
        // Given
        LowRankSpec spec = spec(method);
        FineTuneSpec subject = Jobs.subject(spec, Jobs.subject(method).training());
        LowRankAdapter adapter =
                learned(subject, Origin.SEED).exported(base.shape()).adapter();
        Path file = folder.resolve("compact");
        // When
        CompactFile.write(adapter, file);
        // Then
        long numbers = Footprint.of(base.shape(), spec, 1).weights();
        assertThat(CompactFile.read(file)).isEqualTo(adapter);
        assertThat(Files.size(file)).isBetween(numbers, numbers + 4096);
    }

    @Test
    void takesTheHeadOfTheFirstLabelsAndFreezesAnImportedA() {
        // Given
        FineTuneSpec before = Jobs.subject(LowRankMethod.LORA);
        AdapterFolder trained = learned(before, Origin.SEED).exported(base.shape());
        FineTuneSpec subject = new FineTuneSpec(
                before.base(),
                before.baseSha256(),
                before.tokenizerSha256(),
                before.task(),
                ((LowRankSpec) before.adapter()).as(new Variant(false, 1, true)),
                before.head(),
                before.training(),
                List.of("low", "high", "other", "new"));
        // When
        TrainingState state = learned(subject, Origin.of(trained));
        // Then
        Layout layout = Layout.of(base.shape(), subject.adapter(), HeadSpec.MEAN, 4);
        float[] frozen = Arrays.copyOfRange(state.values(), layout.trainedSize(), layout.size());
        assertThat(Arrays.copyOf(frozen, 4 * TinyBert.HIDDEN))
                .containsExactly(trained.layers().getFirst().get("query").a());
        assertThat(state.exported(base.shape()).head().labels()).hasSize(4);
    }

    @Test
    void refusesAnotherBaseAndAHeadOfOtherLabels() {
        // Given
        FineTuneSpec before = Jobs.subject(LowRankMethod.LORA);
        AdapterFolder trained = learned(before, Origin.SEED).exported(base.shape());
        FineTuneSpec other = new FineTuneSpec(
                "tiny",
                "d".repeat(64),
                "c".repeat(64),
                Task.CLASSIFICATION,
                before.adapter(),
                before.head(),
                before.training(),
                Jobs.LABELS);
        FineTuneSpec labels = new FineTuneSpec(
                "tiny",
                "b".repeat(64),
                "c".repeat(64),
                Task.CLASSIFICATION,
                before.adapter(),
                before.head(),
                before.training(),
                List.of("x", "y", "z"));
        // When, Then
        assertThatThrownBy(() -> learned(other, Origin.of(trained))).hasMessageContaining("has the base bbb");
        assertThatThrownBy(() -> learned(labels, Origin.of(trained)))
                .hasMessage("labels are [x, y, z]: expected a list that begins with [low, high, other]");
        assertThat(learned(labels, new Origin(Optional.of(trained.adapter()), Optional.empty()))
                        .progress()
                        .updates())
                .isEqualTo(2);
    }

    @Test
    void refusesACompactFileOfAnotherKind() {
        // Given
        Path state = folder.resolve("state");
        StateFile.write(learned(Jobs.subject(LowRankMethod.LORA), Origin.SEED), state);
        // When, Then
        assertThatThrownBy(() -> CompactFile.read(state))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("has the format sharelora-state-1: expected sharelora-adapter-1");
    }

    /** Where the method shares, only one target does. */
    private static LowRankSpec spec(LowRankMethod method) {
        List<String> share = method.shares() ? List.of("down") : List.of();
        return new LowRankSpec(method, 4, 8, 0, List.of("query", "down"), share).as(new Variant(true, 1, false));
    }

    private TrainingState learned(FineTuneSpec subject, Origin origin) {
        try (FineTuner tuner = FineTuner.start(base, subject, origin, 0, 1)) {
            for (int i = 0; i < 2; i++) {
                tuner.step(Jobs.batch(i, 13), subject.labels(), Jobs.consumed(i, 13));
            }
            return tuner.state();
        }
    }
}
