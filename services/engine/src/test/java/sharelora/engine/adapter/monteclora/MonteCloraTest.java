package sharelora.engine.adapter.monteclora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.Engines;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.ParameterCount;
import sharelora.engine.adapter.Perturbation;
import sharelora.engine.adapter.monteclora.MonteCloraSpec.Sampling;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.config.KnownShapes;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Parameter;

class MonteCloraTest {

    private static final ModelShape SHAPE = new ModelShape("bert", 2, 16, 2, 2, 32, 50, 24);

    private final Engine engine = Engines.fused();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void changesEveryAForAStepAndRestoresEveryBit() {
        // Given
        Layout layout = layout(Map.of("sampleScaler", 0.1));
        Flat values = values(layout);
        float[] before = values.read(0, layout.size());
        // When
        float[] during;
        try (Perturbation.Begun _ = layout.perturbation().begin(values, 7, 3)) {
            during = values.read(0, layout.size());
        }
        // Then
        for (Parameter parameter : layout.adapterParameters()) {
            boolean changed = !Arrays.equals(numbers(before, parameter), numbers(during, parameter));
            assertThat(changed).as(parameter.name()).isEqualTo(parameter.name().endsWith(".A"));
        }
        assertThat(values.read(0, layout.size())).containsExactly(before);
    }

    @Test
    void drawsByTheSeedTheStepAndTheProjectionAlone() {
        // Given
        Layout layout = layout(Map.of("sampleScaler", 0.1));
        // When
        float[] some = noised(layout, 7, 3);
        // Then
        assertThat(noised(layout, 7, 3)).containsExactly(some);
        assertThat(noised(layout, 7, 4)).isNotEqualTo(some);
        assertThat(noised(layout, 8, 3)).isNotEqualTo(some);
        Parameter query = parameter(layout, "0.query.A");
        Parameter value = parameter(layout, "0.value.A");
        float[] start = values(layout).read(0, layout.size());
        assertThat(difference(start, some, query)).isNotEqualTo(difference(start, some, value));
    }

    @Test
    void withoutAScalerItIsLora() {
        // Given
        Layout layout = layout(Map.of("sampleScaler", 0.0));
        // When, Then
        assertThat(noised(layout, 7, 3)).containsExactly(values(layout).read(0, layout.size()));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 500})
    void aFactorThatIsNoNumberMakesTheLossNone(float number) {
        // Given
        Layout layout = layout(Map.of());
        Flat values = values(layout);
        values.set(parameter(layout, "1.value.s").offset(), number);
        Flat gradient = engine.flat(layout.trainedSize());
        // When
        double loss;
        try (Perturbation.Begun begun = layout.perturbation().begin(values, 7, 3)) {
            loss = begun.end(gradient);
        }
        // Then
        assertThat(loss).isNotFinite();
    }

    @ParameterizedTest
    @CsvSource({"false, 8, 73920", "true, 8, 43040", "false, 1, 73836"})
    void anAHasOneNoiseHoweverManyLayersShareIt(boolean sharedA, int samples, long expected) {
        // Given
        MonteCloraSpec spec = spec(Map.of("rank", 8, "sharedA", sharedA, "samples", samples));
        // When
        long count = ParameterCount.of(KnownShapes.of("minilm"), spec);
        // Then
        assertThat(count).isEqualTo(expected);
    }

    @Test
    void sAndEBeginBetweenZeroAndOne() {
        // Given
        Layout layout = layout(Map.of("samples", 64));
        // When
        float[] e = numbers(layout.start(7), parameter(layout, "0.query.e"));
        // Then
        double mean = 0;
        for (float number : e) {
            assertThat(number).isBetween(0f, 1f);
            mean += number / e.length;
        }
        assertThat(mean).isCloseTo(0.5, within(0.15));
    }

    @Test
    void refusesWhatNoSamplingHas() {
        assertThatThrownBy(() -> new Sampling(0, 0, 0, 1, false)).hasMessage("samples is 0, expected at least 1");
        assertThatThrownBy(() -> new Sampling(1, -1, 0, 1, false))
                .hasMessage("sampleScaler is -1.0, expected 0 or more");
        assertThatThrownBy(() -> new Sampling(1, 0, Double.NaN, 1, false))
                .hasMessage("klWeight is NaN, expected 0 or more");
        assertThatThrownBy(() -> new Sampling(1, 0, 0, 0, false))
                .hasMessage("dirichletPrior is 0.0, expected a positive number");
    }

    private float[] noised(Layout layout, long seed, long step) {
        Flat values = values(layout);
        try (Perturbation.Begun _ = layout.perturbation().begin(values, seed, step)) {
            return values.read(0, layout.size());
        }
    }

    private Flat values(Layout layout) {
        Flat values = engine.flat(layout.size());
        values.write(0, layout.start(7));
        return values;
    }

    private static float[] difference(float[] start, float[] changed, Parameter parameter) {
        float[] from = numbers(start, parameter);
        float[] to = numbers(changed, parameter);
        for (int i = 0; i < to.length; i++) {
            to[i] -= from[i];
        }
        return to;
    }

    private static float[] numbers(float[] all, Parameter parameter) {
        return Arrays.copyOfRange(all, parameter.offset(), parameter.offset() + parameter.size());
    }

    private static Parameter parameter(Layout layout, String name) {
        return layout.adapterParameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Layout layout(Map<String, Object> settings) {
        return Layout.of(SHAPE, spec(settings), HeadSpec.MEAN, 3);
    }

    private static MonteCloraSpec spec(Map<String, Object> settings) {
        return MonteCloraMethod.MONTECLORA.spec(
                new MethodSettings(Map.of("rank", 4, "targets", List.of("query", "value")))
                        .with(new MethodSettings(settings)));
    }
}
