package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Changes;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.Structure;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.adapter.lowrank.Variant;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Parameter;

/** The whole model's gradient in float64 against finite differences of its loss, with and without dropout. */
class GradientTest {

    private static final List<String> ALL = List.of("query", "key", "value", "output", "up", "down");

    /** The difference errs by the third derivative times its square, 1.6e-6 at 1e-5 under felt noise, and by rounding over it. */
    private static final double STEP = 2e-6;

    @TempDir
    private Path folder;

    private Engine engine;
    private BaseModel base;

    @BeforeEach
    void open() throws IOException {
        engine = Engines.reference(DataType.DOUBLE);
        base = BaseModel.open(engine, TinyBert.write(folder, 1));
    }

    @AfterEach
    void close() {
        base.close();
        engine.close();
    }

    @ParameterizedTest
    @EnumSource(LowRankMethod.class)
    void isThatOfTheLossInEveryParameter(LowRankMethod method) {
        checkEveryParameter(new LowRankSpec(method, 2, 3, 0, ALL), false);
    }

    @ParameterizedTest
    @MethodSource("others")
    void isThatOfTheLossInEveryParameterOfTheOtherMethods(AdapterMethod method) {
        checkEveryParameter(Jobs.spec(method, 3, 4, 0.2, ALL), true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isThatOfTheLossThroughNoiseThatIsFelt(boolean sharedA) {
        AdapterMethod method = AdapterMethods.of("monteclora");
        Map<String, Object> felt = Map.of(
                "rank",
                3,
                "targets",
                ALL,
                "samples",
                3,
                "sampleScaler",
                0.3,
                "klWeight",
                0.1,
                "entropy",
                true,
                "sharedA",
                sharedA);
        checkEveryParameter(method.spec(new MethodSettings(felt)), true);
    }

    /** One pair around both layers; and plain LoRA in the place of the first layer's. */
    @ParameterizedTest
    @CsvSource({"1 -1, -1 -1", "-1 1, 3 -1"})
    void isThatOfTheLossWhereLayersHaveNoPairOfTheirOwn(String ends, String injected) {
        FineTuneSpec subject =
                ChangingLayersTest.subject(new Changes(9, 1), new Changes(9, 1), List.of("query", "down"));
        Structure ways = new Structure(
                Map.of("ends", integers(ends), "injected", integers(injected), "changes", new int[] {1, 0}));
        checkEveryParameter(base, subject.head(), subject.adapter(), true, ways);
    }

    private static int[] integers(String words) {
        return Arrays.stream(words.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    }

    static Stream<AdapterMethod> others() {
        return AdapterMethods.all().stream()
                .filter(method -> !(method instanceof LowRankMethod))
                .filter(method -> !method.id().equals("core"));
    }

    @Test
    void isThatOfTheLossWhereSomeTargetsShare() {
        checkEveryParameter(new LowRankSpec(LowRankMethod.SHARE_AB, 2, 3, 0, ALL, List.of("query", "down")), false);
    }

    @Test
    void isThatOfTheLossWhereAIsFrozenAndTheRankIsStabilized() {
        LowRankSpec plain = new LowRankSpec(LowRankMethod.SHARE_A, 2, 3, 0, ALL);
        checkEveryParameter(plain.as(new Variant(true, 1, true)), false);
    }

    @Test
    void isThatOfTheLossUnderDropout() {
        checkEveryParameter(new LowRankSpec(LowRankMethod.SHARE_AB, 2, 3, 0.2, ALL), true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "gpt2", "llama"})
    void isThatOfTheLossThroughEveryStockHeadUnderDropout(String family) {
        try (BaseModel model = BaseModel.open(engine, StockGolden.base(family))) {
            LowRankSpec adapter = new LowRankSpec(LowRankMethod.SHARE_A, 2, 3, 0.2, List.of("query", "value"));
            checkEveryParameter(model, HeadSpec.STOCK, adapter, true);
        }
    }

    @Test
    void isThatOfTheLossThroughCosines() {
        checkEveryParameter(base, HeadSpec.COSINE, new LowRankSpec(LowRankMethod.SHARE_A, 2, 3, 0.2, ALL), true);
    }

    private void checkEveryParameter(AdapterSpec adapter, boolean baseDropout) {
        checkEveryParameter(base, HeadSpec.MEAN, adapter, baseDropout);
    }

    private static void checkEveryParameter(BaseModel base, HeadSpec head, AdapterSpec adapter, boolean baseDropout) {
        checkEveryParameter(base, head, adapter, baseDropout, Structure.NONE);
    }

    private static void checkEveryParameter(
            BaseModel base, HeadSpec head, AdapterSpec adapter, boolean baseDropout, Structure structure) {
        // Given
        TrainingSpec spec = new TrainingSpec(1e-2, Schedule.constant(0), 0, 1, 7, 3, baseDropout);
        FineTuneSpec subject = Jobs.subject(adapter, head, spec);
        PackedBatch batch = Jobs.batch(5, 6);
        try (TrainableModel trained =
                        TrainableModel.of(base, anywhere(base, subject).with(structure), 1);
                LossAlone loss = LossAlone.of(base, trained, batch, spec)) {
            // When
            double sum = trained.differentiate(batch, spec, LossAlone.STEP).sum();
            // Then
            double[] gradient = numbers(trained.gradient());
            assertThat(loss.mean()).isCloseTo(sum / batch.records(), within(1e-12));
            Random random = new Random(9);
            for (Parameter parameter : trained.layout().parameters()) {
                double[] direction = random.doubles(parameter.size(), -1, 1).toArray();
                double expected = along(gradient, parameter, direction);
                double found = slope(loss, trained.values(), parameter, direction);
                assertThat(found).as(parameter.name()).isCloseTo(expected, within(1e-7 + 1e-6 * Math.abs(expected)));
            }
        }
    }

    private static double[] numbers(Flat flat) {
        return IntStream.range(0, flat.size()).mapToDouble(flat::get).toArray();
    }

    /** The gradient's component in a direction of one parameter. */
    private static double along(double[] gradient, Parameter parameter, double[] direction) {
        double sum = 0;
        for (int i = 0; i < direction.length; i++) {
            sum += gradient[parameter.offset() + i] * direction[i];
        }
        return sum;
    }

    /** Central difference of the mean loss in that direction. */
    private static double slope(LossAlone loss, Flat values, Parameter parameter, double[] direction) {
        move(values, parameter, direction, STEP);
        double above = loss.mean();
        move(values, parameter, direction, -2 * STEP);
        double below = loss.mean();
        move(values, parameter, direction, STEP);
        return (above - below) / (2 * STEP);
    }

    private static void move(Flat values, Parameter parameter, double[] direction, double by) {
        for (int i = 0; i < direction.length; i++) {
            int at = parameter.offset() + i;
            values.set(at, values.get(at) + by * direction[i]);
        }
    }

    /** Not the start: there B and head are zero, and with them most gradients. */
    private static TrainingState anywhere(BaseModel base, FineTuneSpec subject) {
        Layout layout = subject.layout(base.shape());
        float[] values = new float[layout.size()];
        Random random = new Random(2);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.2 * random.nextGaussian());
        }
        int trained = layout.trainedSize();
        return new TrainingState(subject, Progress.from(0), values, new float[trained], new float[trained]);
    }
}
