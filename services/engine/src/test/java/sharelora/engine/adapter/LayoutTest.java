package sharelora.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sharelora.engine.adapter.Layout.Pace;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.adapter.lowrank.Variant;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.config.KnownShapes;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Range;

class LayoutTest {

    private static final ModelShape SHAPE = KnownShapes.of("minilm");

    @ParameterizedTest
    @EnumSource(LowRankMethod.class)
    void liesEndToEndWithTheHeadLast(LowRankMethod method) {
        // Given
        LowRankSpec spec = spec(method, "query", "key", "value", "output", "up", "down");
        // When
        Layout layout = Layout.of(SHAPE, spec, HeadSpec.MEAN, 5);
        // Then
        int next = 0;
        for (Parameter parameter : layout.parameters()) {
            assertThat(parameter.offset()).as(parameter.name()).isEqualTo(next);
            next += parameter.size();
        }
        assertThat(layout.size()).isEqualTo(next);
        assertThat(layout.adapterSize()).isEqualTo((int) ParameterCount.of(SHAPE, spec));
        assertThat(layout.size()).isEqualTo(layout.adapterSize() + 5 * 384 + 5);
        assertThat(layout.parameters().stream().map(Parameter::name)).doesNotHaveDuplicates();
    }

    @Test
    void shareAHasOneAPerProjectionAndABPerLayer() {
        // Given
        LowRankSpec spec = spec(LowRankMethod.SHARE_A, "query", "value");
        // When
        List<String> names = Layout.of(SHAPE, spec, HeadSpec.MEAN, 2).parameters().stream()
                .map(Parameter::name)
                .toList();
        // Then
        assertThat(names.stream().filter(name -> name.endsWith(".A"))).containsExactly("query.A", "value.A");
        assertThat(names.stream().filter(name -> name.endsWith(".B"))).hasSize(2 * 6);
    }

    @Test
    void targetsThatDoNotShareArePlainLora() {
        // Given
        LowRankSpec spec =
                new LowRankSpec(LowRankMethod.SHARE_AB, 8, 16, 0, List.of("query", "value"), List.of("value"));
        // When
        List<String> names = Layout.of(SHAPE, spec, HeadSpec.MEAN, 2).parameters().stream()
                .map(Parameter::name)
                .toList();
        // Then
        assertThat(names).contains("value.A", "value.B", "0.query.A", "5.query.B");
        assertThat(names.stream().filter(name -> name.contains("value"))).hasSize(2);
        assertThat(names.stream().filter(name -> name.contains("query"))).hasSize(2 * 6);
    }

    @ParameterizedTest
    @EnumSource(LowRankMethod.class)
    void startsWithAUniformAndBAndHeadZero(LowRankMethod method) {
        // Given
        Layout layout = Layout.of(SHAPE, spec(method, "query", "down"), HeadSpec.MEAN, 2);
        // When
        float[] values = layout.start(7);
        // Then
        for (Parameter parameter : layout.parameters()) {
            double[] numbers = IntStream.range(parameter.offset(), parameter.offset() + parameter.size())
                    .mapToDouble(i -> values[i])
                    .toArray();
            if (parameter.name().endsWith(".A")) {
                double bound = 1 / Math.sqrt(parameter.columns());
                assertThat(Arrays.stream(numbers).min().orElseThrow()).isBetween(-bound, -0.98 * bound);
                assertThat(Arrays.stream(numbers).max().orElseThrow()).isBetween(0.98 * bound, bound);
                assertThat(Arrays.stream(numbers).average().orElseThrow()).isBetween(-0.05 * bound, 0.05 * bound);
            } else {
                assertThat(numbers).containsOnly(0);
            }
        }
    }

    @Test
    void startValuesDependOnSeedAndNameAlone() {
        // Given
        Layout few = Layout.of(SHAPE, spec(LowRankMethod.SHARE_A, "value"), HeadSpec.MEAN, 2);
        Layout many = Layout.of(SHAPE, spec(LowRankMethod.SHARE_A, "query", "value", "up"), HeadSpec.MEAN, 9);
        // When
        float[] value = matrix(few, few.start(7), "value.A");
        // Then
        assertThat(matrix(many, many.start(7), "value.A")).containsExactly(value);
        assertThat(matrix(many, many.start(8), "value.A")).isNotEqualTo(value);
        assertThat(matrix(many, many.start(7), "query.A")).isNotEqualTo(value);
    }

    @Test
    void movesToMoreClassesWithZeroRows() {
        // Given
        Layout two = Layout.of(SHAPE, spec(LowRankMethod.LORA, "query"), HeadSpec.MEAN, 2);
        Layout three = Layout.of(SHAPE, spec(LowRankMethod.LORA, "query"), HeadSpec.MEAN, 3);
        float[] numbers = new float[two.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i + 1;
        }
        // When
        float[] moved = two.moved(numbers, three);
        // Then
        assertThat(moved).hasSize(three.size());
        int bias = two.adapterSize() + 2 * 384;
        assertThat(Arrays.copyOf(moved, bias)).containsExactly(Arrays.copyOf(numbers, bias));
        assertThat(Arrays.copyOfRange(moved, bias, bias + 384)).containsOnly(0);
        assertThat(Arrays.copyOfRange(moved, bias + 384, three.size())).containsExactly(two.size() - 1, two.size(), 0);
    }

    @Test
    void rowsThatACosineHeadGetsLaterAreThoseThatItWouldHaveBegunWith() {
        // Given
        Layout two = Layout.of(SHAPE, spec(LowRankMethod.LORA, "query"), HeadSpec.COSINE, 2);
        Layout three = Layout.of(SHAPE, spec(LowRankMethod.LORA, "query"), HeadSpec.COSINE, 3);
        float[] start = two.start(7);
        // When
        float[] grown = two.grown(start, three, 7);
        // Then
        assertThat(grown).isEqualTo(three.start(7));
        assertThat(matrix(three, grown, "head.scale")).containsExactly(10);
        float[] rows = matrix(three, grown, "head.weight");
        for (int c = 0; c < 3; c++) {
            double sum = 0;
            for (int j = 0; j < 384; j++) {
                sum += (double) rows[c * 384 + j] * rows[c * 384 + j];
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
        }
        assertThat(Arrays.copyOfRange(rows, 384, 768)).isNotEqualTo(Arrays.copyOfRange(rows, 0, 384));
        assertThat(two.trainedSize() - two.adapterSize()).isEqualTo(2 * 384 + 1);
    }

    @Test
    void aStockHeadOfRobertaDrawsItsLayerAndStartsItsOutputsAtZero() {
        // Given
        ModelShape shape = KnownShapes.of("roberta-base");
        Layout two = Layout.of(shape, spec(LowRankMethod.SHARE_A, "query"), HeadSpec.STOCK, 2);
        Layout three = Layout.of(shape, spec(LowRankMethod.SHARE_A, "query"), HeadSpec.STOCK, 3);
        // When
        float[] start = two.start(7);
        // Then
        assertThat(matrix(two, start, "classifier.dense.weight")).doesNotContain(0f);
        assertThat(matrix(two, start, "classifier.dense.bias")).containsOnly(0);
        assertThat(matrix(two, start, "classifier.out_proj.weight")).containsOnly(0);
        assertThat(two.trainedSize() - two.adapterSize()).isEqualTo(592_130); // what Hugging Face's head has
        assertThat(two.moved(start, three)).isEqualTo(three.start(7));
    }

    @Test
    void putsWhatIsNotTrainedBehindTheHead() {
        // Given
        LowRankSpec spec = spec(LowRankMethod.SHARE_A, "query").as(new Variant(false, 1, true));
        // When
        Layout layout = Layout.of(SHAPE, spec, HeadSpec.MEAN, 2);
        // Then
        Parameter a = layout.adapterParameters().getLast();
        assertThat(a).isEqualTo(new Parameter("query.A", 8, 384, layout.trainedSize(), false));
        assertThat(layout.parameters()).doesNotContain(a).hasSize(6 + 2);
        assertThat(layout.trainedSize()).isEqualTo(6 * 8 * 384 + 2 * 384 + 2);
        assertThat(layout.size()).isEqualTo(layout.trainedSize() + 8 * 384);
    }

    @Test
    void joinsWhatLearnsAtOneRate() {
        // Given
        LowRankSpec plain = spec(LowRankMethod.SHARE_A, "query");
        // When
        List<Pace> paces = Layout.of(SHAPE, plain.as(new Variant(false, 4, false)), HeadSpec.MEAN, 2)
                .paces(1);
        // Then
        int a = 8 * 384;
        int b = 6 * 8 * 384;
        int end = a + b + 2 * 384 + 2;
        assertThat(paces)
                .containsExactly(
                        new Pace(new Range(0, a), 1),
                        new Pace(new Range(a, a + b), 4),
                        new Pace(new Range(a + b, end), 1));
        assertThat(Layout.of(SHAPE, plain, HeadSpec.MEAN, 2).paces(1)).containsExactly(new Pace(new Range(0, end), 1));
    }

    private static float[] matrix(Layout layout, float[] values, String name) {
        Parameter parameter = layout.parameters().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Arrays.copyOfRange(values, parameter.offset(), parameter.offset() + parameter.size());
    }

    private static LowRankSpec spec(LowRankMethod method, String... targets) {
        return new LowRankSpec(method, 8, 16, 0, List.of(targets));
    }
}
