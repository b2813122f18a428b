package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.inference.Decoding;
import sharelora.engine.inference.Generator;
import sharelora.engine.model.DropoutNoise;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.LanguageModel;
import sharelora.engine.ops.AdamW;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Loss;
import sharelora.engine.ops.Moments;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Range;
import sharelora.engine.ops.Worker;

/** Every decoder and method with its language head, against what PyTorch with PEFT computes in float64. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GenerationGoldenConformance {

    private Engine engine;

    /** A new engine, closed after the tests. */
    abstract Engine engine();

    @BeforeAll
    void open() {
        engine = engine();
    }

    @AfterAll
    void close() {
        engine.close();
    }

    static Stream<Arguments> cases() {
        return Stream.of("gpt2", "llama")
                .flatMap(family -> Stream.of(LowRankMethod.values()).map(method -> Arguments.of(family, method)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndEveryGradientAreThoseOfPyTorch(String family, LowRankMethod method) {
        // Given
        try (Golden golden = Golden.open(engine, family);
                Learner learner = new Learner(golden, method)) {
            // When
            double plain = learner.loss(0, 0);
            double smoothed = learner.loss(0, golden.smoothing());
            // Then
            GoldenGeneration expected = golden.generation(method);
            assertThat(plain).isCloseTo(expected.plainLoss(), within(1e-4 * expected.plainLoss()));
            assertThat(smoothed).isCloseTo(expected.losses()[0], within(1e-4 * expected.losses()[0]));
            for (Parameter parameter : learner.layout.parameters()) {
                if (!parameter.name().startsWith("head.")) {
                    double[] gradient = expected.gradient(parameter.name());
                    double[] difference = learner.gradient(parameter);
                    Arrays.setAll(difference, i -> difference[i] - gradient[i]);
                    assertThat(norm(difference)).as(parameter.name()).isLessThan(1e-3 * norm(gradient));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tenStepsLoseWhatTheyLoseInPyTorch(String family, LowRankMethod method) {
        // Given
        try (Golden golden = Golden.open(engine, family);
                Learner learner = new Learner(golden, method)) {
            double[] expected = golden.generation(method).losses();
            double[] losses = new double[expected.length];
            // When
            for (int step = 0; step < losses.length; step++) {
                losses[step] = learner.loss(step, golden.smoothing());
                learner.update(step);
            }
            // Then
            for (int step = 0; step < losses.length; step++) {
                assertThat(losses[step])
                        .as("loss of step " + step)
                        .isCloseTo(expected[step], within(1e-4 * expected[step]));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void goesOnAsTransformersDoes(String family, LowRankMethod method) {
        // Given
        try (Golden golden = Golden.open(engine, family);
                Learner learner = new Learner(golden, method);
                Generator generator = Generator.of(golden.base(), learner.layout.adapter(), learner.values, 2)) {
            GoldenGeneration expected = golden.generation(method);
            // When
            List<int[]> greedy = generator.generate(golden.prompts(), Decoding.greedy(8, GoldenGeneration.ENDS));
            List<int[]> beams = generator.generate(golden.prompts(), new Decoding(8, 3, 0.8, 2, GoldenGeneration.ENDS));
            // Then
            assertThat(greedy).hasSize(golden.prompts().size());
            for (int i = 0; i < greedy.size(); i++) {
                assertThat(greedy.get(i)).as("greedy " + i).containsExactly(expected.greedy(i));
                assertThat(beams.get(i)).as("beams " + i).containsExactly(expected.beams(i));
            }
        }
    }

    /** All that a step is, on one worker and one shard. */
    private static final class Learner implements AutoCloseable {

        private final Golden golden;
        private final Layout layout;
        private final Engine engine;
        private final Flat values;
        private final Flat gradient;
        private final Moments moments;
        private final Worker worker;

        Learner(Golden golden, LowRankMethod method) {
            this.golden = golden;
            this.layout = golden.layout(method);
            this.engine = golden.base().engine();
            this.values = engine.flat(layout.size());
            this.gradient = engine.flat(layout.size());
            this.moments = new Moments(engine.flat(layout.size()), engine.flat(layout.size()));
            this.worker = engine.worker(values);
            values.write(0, golden.start(method).values());
        }

        /** Mean loss of the step's batch; leaves its gradient behind. */
        double loss(int step, double smoothing) {
            gradient.fillZero();
            Ops ops = worker.record(gradient);
            ForwardContext pass = new ForwardContext(ops, golden.texts(step), DropoutNoise.NONE, DropoutNoise.NONE);
            int[] prompts = golden.promptLengths(step);
            int words = LanguageModel.count(pass.sequences(), prompts);
            LanguageModel model = new LanguageModel(golden.base(), layout.adapter());
            Loss loss = model.loss(pass, prompts, 1.0 / words, smoothing);
            ops.backward();
            return loss.sum() / words;
        }

        void update(int step) {
            double clip = Math.min(1, golden.clipNorm() / (engine.norm(gradient) + 1e-6));
            AdamW adamW = AdamW.of(step + 1, golden.learningRate(), golden.weightDecay(), clip);
            engine.update(values, gradient, moments, new Range(0, layout.adapterSize()), adamW);
        }

        double[] gradient(Parameter parameter) {
            double[] found = new double[parameter.size()];
            Arrays.setAll(found, i -> gradient.get(parameter.offset() + i));
            return found;
        }

        @Override
        public void close() {
            worker.close();
        }
    }

    private static double norm(double[] numbers) {
        return Math.sqrt(Arrays.stream(numbers).map(number -> number * number).sum());
    }
}
