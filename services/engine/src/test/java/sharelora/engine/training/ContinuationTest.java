package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.inference.Decoding;
import sharelora.engine.inference.GeneratedText;
import sharelora.engine.inference.Generator;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Precision;

/** How a checkpoint goes on with prompts, and how likely it takes that to be. */
class ContinuationTest {

    private static final List<int[]> PROMPTS =
            List.of(new int[] {9, 8, 7}, new int[] {9}, new int[] {6, 5, 4, 4, 12}, new int[] {21, 14});
    private static final int[] MOST = {6, 2, 4, 0};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"fused", "reference"})
    void saysWhatTheGeneratorSaysUpToEachPromptsBound(String choice) {
        try (Engine engine = Engines.of(EngineChoice.of(choice), Precision.FLOAT32);
                Golden golden = Golden.open(engine, "llama")) {
            // Given
            Path checkpoint = checkpoint(golden);
            try (InferenceModel model = InferenceModel.open(golden.base(), checkpoint, 2);
                    Generator generator = Generator.open(golden.base(), checkpoint, 1)) {
                List<int[]> unbounded = generator.generate(PROMPTS, Decoding.greedy(6, List.of()));
                // When
                List<GeneratedText> texts = model.continuations(PROMPTS, MOST, List.of());
                // Then
                for (int i = 0; i < PROMPTS.size(); i++) {
                    int[] expected = Arrays.copyOf(unbounded.get(i), MOST[i]);
                    assertThat(texts.get(i).tokens()).containsExactly(expected);
                    assertThat(texts.get(i).logProbability())
                            .isCloseTo(logProbability(model, PROMPTS.get(i), expected), within(1e-5));
                }
            }
        }
    }

    @Test
    void aContinuationHasTheSameBitsWhateverItIsBatchedWith() {
        try (Engine engine = Engines.fused();
                Golden golden = Golden.open(engine, "gpt2");
                InferenceModel model = InferenceModel.open(golden.base(), checkpoint(golden), 2)) {
            // Given
            List<GeneratedText> together = model.continuations(PROMPTS, MOST, List.of());
            for (int i = 0; i < PROMPTS.size(); i++) {
                // When
                GeneratedText alone = model.continuations(List.of(PROMPTS.get(i)), new int[] {MOST[i]}, List.of())
                        .getFirst();
                // Then
                assertThat(alone.tokens()).containsExactly(together.get(i).tokens());
                assertThat(alone.logProbability()).isEqualTo(together.get(i).logProbability());
            }
        }
    }

    private Path checkpoint(Golden golden) {
        try (FineTuner tuner = FineTuner.resume(golden.base(), GenerationJobTest.start(golden, 2, LossSpec.PLAIN), 1)) {
            PeftFolder.write(tuner.state().exported(golden.base().shape()), folder);
        }
        return folder;
    }

    private static double logProbability(InferenceModel model, int[] prompt, int[] text) {
        if (text.length == 0) {
            return 0;
        }
        int[] all = IntStream.concat(Arrays.stream(prompt), Arrays.stream(text)).toArray();
        PackedBatch batch =
                new PackedBatch(all, new int[] {0, all.length}, new Targets.Completions(new int[] {prompt.length}));
        return -model.predict(batch).losses()[0];
    }
}
