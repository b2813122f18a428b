package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.Engines;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.engine.batch.Task;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.head.LanguageHead;
import sharelora.engine.inference.Decoding;
import sharelora.engine.inference.Generator;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Sequences;
import sharelora.engine.task.Predictions;

/** A job for generation, from its batches to its checkpoint, with the language heads of tiny decoders. */
class GenerationJobTest {

    private static final int END = 3;

    private static Engine engine;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        engine = Engines.fused();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    static Stream<Arguments> cuts() {
        return Stream.of("gpt2", "llama")
                .flatMap(family -> Stream.of(1, 4).map(shards -> Arguments.of(family, shards)));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void tenStepsLoseWhatTheyLoseInPyTorchHoweverTheyAreCut(String family, int shards) {
        // Given
        try (Golden golden = Golden.open(engine, family)) {
            LossSpec loss = new LossSpec(LossSpec.Tokens.COMPLETION, golden.smoothing());
            FineTuner tuner = FineTuner.resume(golden.base(), start(golden, shards, loss), 2);
            double[] expected = golden.generation(LowRankMethod.SHARE_A).losses();
            // When
            double[] losses = IntStream.range(0, expected.length)
                    .mapToDouble(step -> step(tuner, golden, step).loss())
                    .toArray();
            // Then
            for (int step = 0; step < losses.length; step++) {
                assertThat(losses[step]).as("step " + step).isCloseTo(expected[step], within(1e-4 * expected[step]));
            }
            tuner.close();
        }
    }

    @Test
    void threadsChangeNoBit() {
        // Given
        try (Golden golden = Golden.open(engine, "llama")) {
            // When
            List<TrainingState> states = IntStream.of(1, 3)
                    .mapToObj(threads -> learned(golden, 4, threads))
                    .toList();
            // Then
            assertThat(states.getFirst()).isEqualTo(states.getLast());
        }
    }

    @ParameterizedTest
    @CsvSource({"COMPLETION, 3", "ALL, 6"})
    void asksForTheTokensThatTheLossIsOf(LossSpec.Tokens tokens, int asked) {
        // Given
        try (Golden golden = Golden.open(engine, "gpt2");
                FineTuner tuner = FineTuner.resume(golden.base(), start(golden, 2, new LossSpec(tokens, 0)), 1)) {
            PackedBatch batch = new PackedBatch(
                    new int[] {5, 6, 7, 8, 9, 5, 6, 7}, new int[] {0, 5, 8}, new Targets.Completions(new int[] {3, 2}));
            // When
            StepResult result = tuner.step(batch, List.of(), Jobs.consumed(0, 2));
            // Then
            assertThat(result.asked()).isEqualTo(asked);
            assertThat(result.correct()).isBetween(0, asked);
        }
    }

    @Test
    void refusesABatchThatAsksForNothing() {
        try (Golden golden = Golden.open(engine, "gpt2");
                FineTuner tuner = FineTuner.resume(golden.base(), start(golden, 2, LossSpec.PLAIN), 1)) {
            PackedBatch batch =
                    new PackedBatch(new int[] {5}, new int[] {0, 1}, new Targets.Completions(new int[] {0}));
            assertThatThrownBy(() -> tuner.step(batch, List.of(), Jobs.consumed(0, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("asks for no token");
        }
    }

    @Test
    void refusesABaseThatSaysNoWords() {
        try (Golden golden = Golden.open(engine, "bert")) {
            FineTuneSpec subject = subject(golden, 2, LossSpec.PLAIN);
            assertThatThrownBy(() -> FineTuner.start(golden.base(), subject, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the base is a bert model, which has no language head: expected gpt2 or llama");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "llama"})
    void aCheckpointIsForACausalLanguageModelAndPredictsWhatItWouldLearn(String family) throws Exception {
        // Given
        try (Golden golden = Golden.open(engine, family)) {
            TrainingState state = learned(golden, 2, 2);
            AdapterFolder exported = state.exported(golden.base().shape());
            // When
            PeftFolder.write(exported, folder);
            // Then
            assertThat(PeftFolder.read(folder)).isEqualTo(exported);
            assertThat(exported.head()).isEqualTo(new LanguageHead());
            assertThat(folder.resolve("head.safetensors")).doesNotExist();
            assertThat(Files.readString(folder.resolve("adapter_config.json"))).contains("\"CAUSAL_LM\"");
            assertThat(Files.readString(folder.resolve("README.md"))).contains("AutoModelForCausalLM");
            PackedBatch batch = batch(golden, 1);
            try (InferenceModel predictor = InferenceModel.open(golden.base(), folder, 2);
                    FineTuner tuner = FineTuner.resume(golden.base(), state, 2)) {
                Predictions predictions = predictor.predict(batch);
                StepResult step = tuner.step(batch, List.of(), Jobs.consumed(90, batch.records()));
                double loss = Arrays.stream(predictions.losses()).sum() / batch.asked();
                assertThat(loss).isCloseTo(step.loss(), within(1e-5));
                assertThat(Arrays.stream(predictions.said()).sum()).isEqualTo(step.correct());
            }
        }
    }

    @Test
    void greedyDecodingSaysACompletionToTheEndWhereEachOfItsTokensIsTheLikeliest() {
        // Given
        try (Golden golden = Golden.open(engine, "llama");
                FineTuner tuner = FineTuner.resume(golden.base(), start(golden, 2, LossSpec.PLAIN), 2)) {
            PackedBatch batch = new PackedBatch(
                    new int[] {9, 8, 7, 12, 14, END, 9, 9, 21, 14, END, 6, 5, 4, 4, 30, END},
                    new int[] {0, 6, 11, 17},
                    new Targets.Completions(new int[] {3, 2, 4}));
            for (int step = 0; step < 60; step++) {
                tuner.step(batch.part(0, 2), List.of(), Jobs.consumed(step, 2));
            }
            PeftFolder.write(tuner.state().exported(golden.base().shape()), folder);
            // When
            try (InferenceModel predictor = InferenceModel.open(golden.base(), folder, 1);
                    Generator generator = Generator.open(golden.base(), folder, 1)) {
                int[] said = predictor.predict(batch).said();
                List<int[]> texts = generator.generate(
                        List.of(new int[] {9, 8, 7}, new int[] {9, 9}, new int[] {6, 5, 4, 4}),
                        Decoding.greedy(8, List.of(END)));
                // Then
                assertThat(said[0]).isEqualTo(batch.asked(0));
                assertThat(texts.get(0)).containsExactly(12, 14);
                assertThat(said[1]).isEqualTo(batch.asked(1));
                assertThat(texts.get(1)).containsExactly(21, 14);
                assertThat(said[2]).isLessThan(batch.asked(2));
                assertThat(texts.get(2)).isNotEqualTo(new int[] {30});
                assertThat(predictor.says(batch, Decoding.greedy(8, List.of(END))))
                        .containsExactly(true, true, false);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "llama"})
    void aCompletionIsExactWhereBeamSearchGoesOnWithItAndEndsWithIt(String family) {
        // Given
        try (Golden golden = Golden.open(engine, family)) {
            PeftFolder.write(learned(golden, 2, 1).exported(golden.base().shape()), folder);
            int[] prompt = {9, 8, 7};
            try (InferenceModel predictor = InferenceModel.open(golden.base(), folder, 1);
                    Generator generator = Generator.open(golden.base(), folder, 1)) {
                int[] text = generator
                        .generate(List.of(prompt), new Decoding(6, 3, 1, 1, List.of()))
                        .getFirst();
                Decoding search = new Decoding(6, 3, 1, 1, List.of(text[5]));
                int[] ended = generator.generate(List.of(prompt), search).getFirst();
                int[] greedy = generator
                        .generate(List.of(prompt), Decoding.greedy(6, List.of()))
                        .getFirst();
                int[] cutOff = Arrays.copyOf(ended, Math.max(1, ended.length - 1));
                int[] another = cutOff.clone();
                another[another.length - 1] = 49 - another[another.length - 1];
                PackedBatch batch = completions(
                        prompt, List.of(append(ended, text[5]), cutOff, another, append(append(ended, 49), text[5])));
                // When
                boolean[] exact = predictor.says(batch, search);
                // Then
                assertThat(exact).containsExactly(true, true, false, false);
                assertThat(ended).as("beams change something").isNotEqualTo(greedy);
            }
        }
    }

    private static PackedBatch completions(int[] prompt, List<int[]> completions) {
        int[] starts = new int[completions.size() + 1];
        int[] tokens = {};
        for (int i = 0; i < completions.size(); i++) {
            tokens = append(append(tokens, prompt), completions.get(i));
            starts[i + 1] = tokens.length;
        }
        int[] prompts = new int[completions.size()];
        Arrays.fill(prompts, prompt.length);
        return new PackedBatch(tokens, starts, new Targets.Completions(prompts));
    }

    private static int[] append(int[] numbers, int... more) {
        return IntStream.concat(IntStream.of(numbers), IntStream.of(more)).toArray();
    }

    private static StepResult step(FineTuner tuner, Golden golden, int step) {
        PackedBatch batch = batch(golden, step);
        return tuner.step(batch, List.of(), Jobs.consumed(step, batch.records()));
    }

    private static TrainingState learned(Golden golden, int shards, int threads) {
        try (FineTuner tuner = FineTuner.resume(golden.base(), start(golden, shards, LossSpec.PLAIN), threads)) {
            for (int step = 0; step < 3; step++) {
                step(tuner, golden, step);
            }
            return tuner.state();
        }
    }

    private static PackedBatch batch(Golden golden, int step) {
        Sequences texts = golden.texts(step);
        return new PackedBatch(texts.tokenIds(), texts.starts(), new Targets.Completions(golden.promptLengths(step)));
    }

    /** The golden start, without its head. */
    static TrainingState start(Golden golden, int shards, LossSpec loss) {
        FineTuneSpec subject = subject(golden, shards, loss);
        Layout layout = subject.layout(golden.base().shape());
        float[] values = Arrays.copyOf(golden.start(LowRankMethod.SHARE_A).values(), layout.size());
        return new TrainingState(subject, Progress.from(0), values, new float[values.length], new float[values.length]);
    }

    private static FineTuneSpec subject(Golden golden, int shards, LossSpec loss) {
        FineTuneSpec other = golden.subject(LowRankMethod.SHARE_A);
        TrainingSpec training = other.training();
        return new FineTuneSpec(
                other.base(),
                other.baseSha256(),
                other.tokenizerSha256(),
                Task.GENERATION,
                other.adapter(),
                HeadSpec.LANGUAGE,
                new TrainingSpec(
                        training.learningRate(),
                        training.schedule(),
                        training.weightDecay(),
                        training.clipNorm(),
                        training.seed(),
                        shards,
                        false,
                        loss),
                List.of());
    }
}
