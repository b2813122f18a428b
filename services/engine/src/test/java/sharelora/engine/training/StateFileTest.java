package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.batch.Task;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.WrittenFile;
import sharelora.engine.head.HeadSpec;

class StateFileTest {

    @TempDir
    Path folder;

    @Test
    void readsBackAnEqualStateBitForBit() {
        // Given
        TrainingState state = state(new float[] {1, -0.0f, Float.MIN_VALUE, Float.NaN});
        Path file = folder.resolve("state");
        StateFile.write(state, file);
        // When
        TrainingState read = StateFile.read(file);
        // Then
        assertThat(read).isEqualTo(state);
        assertThat(Float.floatToRawIntBits(read.values()[1])).isEqualTo(Float.floatToRawIntBits(-0.0f));
    }

    @Test
    void hashesEqualStatesEqually() throws Exception {
        // Given
        WrittenFile first = StateFile.write(state(new float[] {1, 2}), folder.resolve("first"));
        // When
        WrittenFile second = StateFile.write(state(new float[] {1, 2}), folder.resolve("second"));
        // Then
        byte[] bytes = Files.readAllBytes(folder.resolve("second"));
        assertThat(second).isEqualTo(first);
        assertThat(second.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        assertThat(second.bytes()).isEqualTo(bytes.length);
        assertThat(StateFile.write(state(new float[] {1, 3}), folder.resolve("third")))
                .isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "\\\"step\\\":9|\\\"step\\\":1|updates is 8, expected 0 to 1 steps",
                "\\\"step\\\":9|\\\"slep\\\":9|step is missing: expected a value",
                "\\\"rank\\\":8|\\\"rank\\\":0|rank is 0: expected a whole number from 1",
                "\\\"share\\\":[\\\"query\\\"]|\\\"share\\\":[\\\"qvery\\\"]|share is [qvery], expected at least one"
                        + " of [query, value]",
                "share-a|share-z|method is share-z, expected one of",
                "sharelora-state-1|sharelora-stale-1|has the format sharelora-stale-1: expected sharelora-state-1",
                "\"mean\":{|\"nean\":{|has no tensor \"mean\"",
                "\"progress\":|\"prxgress\":|has no progress in its metadata",
                "\\\"partition\\\":0|\\\"partition\\\":x|is not JSON"
            })
    void refusesADamagedFile(String sound, String damaged, String complaint) throws IOException {
        // Given
        Path file = folder.resolve("state");
        StateFile.write(state(new float[] {1, 2}), file);
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(sound);
        Files.writeString(file, text.replace(sound, damaged), StandardCharsets.ISO_8859_1);
        // When
        assertThatThrownBy(() -> StateFile.read(file))
                // Then
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(complaint);
    }

    @Test
    void namesAStateOfAnotherVersionAsSuchAndNotAsDamaged() throws IOException {
        // Given
        Path file = folder.resolve("state");
        StateFile.write(state(new float[] {1, 2}), file);
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(file, text.replace("sharelora-state-1", "sharelora-state-0"), StandardCharsets.ISO_8859_1);
        // When
        assertThatThrownBy(() -> StateFile.read(file))
                // Then
                .isInstanceOf(OtherStateFormatException.class)
                .hasMessage(file + ": has the format sharelora-state-0 of another version: expected sharelora-state-1");
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        Path file = folder.resolve("state");
        StateFile.write(state(new float[] {1, 2}), file);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 700));
        assertThatThrownBy(() -> StateFile.read(file)).isInstanceOf(ModelFormatException.class);
    }

    private static TrainingState state(float[] values) {
        float[] mean = new float[values.length];
        float[] square = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            mean[i] = i / 3f;
            square[i] = i * i / 7f;
        }
        FineTuneSpec subject = new FineTuneSpec(
                "minilm",
                "b".repeat(64),
                "c".repeat(64),
                Task.CLASSIFICATION,
                new LowRankSpec(LowRankMethod.SHARE_A, 8, 16, 0.05, List.of("query", "value"), List.of("query")),
                HeadSpec.MEAN,
                new TrainingSpec(
                        2e-3, Schedule.constant(20), 0.01, 1.0, -7, 4, true, new LossSpec(LossSpec.Tokens.ALL, 0.1)),
                List.of("guava", "\"quoted\"\n", "ü"));
        Progress progress = new Progress(
                9,
                8,
                1L << 40,
                250,
                32,
                1,
                List.of(new OffsetSpan("sharelora.stream.s.token-batches.v1", 0, 0, 8)),
                List.of(new OffsetSpan("tickets", 0, 3, 200), new OffsetSpan("tickets", 1, 0, 99)),
                List.of(new Restore(
                        "c/gate",
                        "d".repeat(64),
                        2,
                        5,
                        1L << 39,
                        -3,
                        List.of(new OffsetSpan("sharelora.stream.s.token-batches.v1", 0, 2, 5)),
                        List.of())));
        return new TrainingState(subject, progress, values, mean, square);
    }
}
