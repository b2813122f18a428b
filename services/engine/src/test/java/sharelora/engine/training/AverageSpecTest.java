package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.replay.ReplayBuffer;

/** An average's settings, and the state that has one, as values. */
class AverageSpecTest {

    private static final AverageSpec SLOW = new AverageSpec(0.999, AverageSpec.Copy.SLOW);
    private static final int SIZE = 5;

    @TempDir
    private Path folder;

    @Test
    void takesMuchAtFirstAndInTheEndWhatItsDecayLeaves() {
        // When / Then
        assertThat(SLOW.share(1)).isCloseTo(9.0 / 11, within(1e-15));
        assertThat(SLOW.share(90)).isCloseTo(0.09, within(1e-15));
        assertThat(SLOW.share(9_000)).isCloseTo(0.001, within(1e-15));
        assertThat(SLOW.share(Long.MAX_VALUE)).isCloseTo(0.001, within(1e-15));
        assertThat(new AverageSpec(0.1, AverageSpec.Copy.SLOW).share(1)).isEqualTo(0.9);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.5, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesADecayThatIsNoShare(double decay) {
        // When / Then
        assertThatThrownBy(() -> new AverageSpec(decay, AverageSpec.Copy.SLOW))
                .hasMessage("decay is " + decay + ", expected a number above 0, below 1");
    }

    @Test
    void refusesACopyThatThereIsNot() {
        // When / Then
        assertThatThrownBy(() -> AverageSpec.Copy.of("both"))
                .hasMessage("export is both, expected one of [slow, fast]");
    }

    @Test
    void aStateHasAnAverageWhereItsJobHas() {
        // Given
        FineTuneSpec plain = Jobs.subject(LowRankMethod.LORA);
        FineTuneSpec averaged = Jobs.subject(plain.adapter(), plain.training().with(SLOW));
        // When / Then
        assertThatThrownBy(() -> state(averaged, new float[0]))
                .hasMessage("the average is 0 numbers, expected 5 as are trained");
        assertThatThrownBy(() -> state(plain, new float[SIZE]))
                .hasMessage("the average is 5 numbers, expected 0 as the job has none");
    }

    @Test
    void isReadBackBitForBitAndIsPartOfTheHash() {
        // Given
        TrainingState state = averaged(0);
        Path file = folder.resolve("state");
        String hash = StateFile.write(state, file).sha256();
        // When
        TrainingState read = StateFile.read(file);
        // Then
        assertThat(read).isEqualTo(state);
        assertThat(read.subject().training().average()).contains(SLOW);
        assertThat(StateFile.write(read, folder.resolve("again")).sha256()).isEqualTo(hash);
        assertThat(averaged(1)).isNotEqualTo(state);
        assertThat(StateFile.write(averaged(1), folder.resolve("other")).sha256())
                .isNotEqualTo(hash);
    }

    @Test
    void aStateWithoutOneSaysNothingOfIt() throws IOException {
        // Given
        Path file = folder.resolve("state");
        // When
        StateFile.write(state(Jobs.subject(LowRankMethod.LORA), new float[0]), file);
        // Then
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("average", "slow");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "\\\"decay\\\":0.999|\\\"decay\\\":1.999|decay is 1.999, expected a number above 0, below 1",
                "\\\"export\\\":\\\"slow\\\"|\\\"export\\\":\\\"slop\\\"|export is slop, expected one of [slow, fast]",
                "\"slow\":{|\"slop\":{|has no tensor \"slow\""
            })
    void refusesADamagedFile(String sound, String damaged, String complaint) throws IOException {
        // Given
        Path file = folder.resolve("state");
        StateFile.write(averaged(0), file);
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

    private static TrainingState averaged(float first) {
        float[] slow = {first, -0.0f, Float.MIN_VALUE, 1 / 3f, 2};
        FineTuneSpec plain = Jobs.subject(LowRankMethod.LORA);
        return state(Jobs.subject(plain.adapter(), plain.training().with(SLOW)), slow);
    }

    private static TrainingState state(FineTuneSpec subject, float[] slow) {
        float[] values = new float[SIZE + 2]; // two that are not trained
        Arrays.fill(values, 0.5f);
        return new TrainingState(
                subject, Progress.from(3), values, new float[SIZE], new float[SIZE], slow, ReplayBuffer.EMPTY);
    }
}
