package sharelora.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;

/** Embeddings, layers and language head are rounded each by itself, and by the same rule on both engines. */
class Int8PartsTest {

    private static final int ENTRIES = 300; // more than are rounded at a time
    private static final int COLUMNS = 19;

    private final double[][] rows = rows();

    private static double[][] rows() {
        try (Engine engine = Engines.fused();
                Drawing drawing = new Drawing(engine, 5)) {
            double[][] drawn = drawing.rows(ENTRIES, COLUMNS);
            drawn[7] = new double[COLUMNS];
            return drawn;
        }
    }

    @Test
    void bothEnginesEmbedTheSameRoundedRows() {
        // Given
        float[] expected = embedded("reference", Arithmetic.of(Precision.INT8));

        // When
        float[] found = embedded("fused", Arithmetic.of(Precision.INT8));

        // Then
        assertThat(found).isEqualTo(expected);
        for (int i = 0; i < found.length; i++) {
            double largest = Math.abs(Formula.flatten(rows)[i / COLUMNS * COLUMNS]);
            for (double number : rows[i / COLUMNS]) {
                largest = Math.max(largest, Math.abs(number));
            }
            assertThat((double) found[i])
                    .isCloseTo(
                            rows[i / COLUMNS][i % COLUMNS], within(largest / 63 / 2 + 1e-6)); // no CPU rounds coarser
        }
    }

    @Test
    void aTiedHeadHasTheWholeNumbersAndFactorsOfTheEmbeddings() {
        // Given
        double[][] unit = Formula.fill(COLUMNS, COLUMNS, (i, j) -> i.equals(j) ? 1 : 0);
        float[] embedded = embedded("fused", Arithmetic.of(Precision.INT8));

        // When
        float[] logits = outputs("fused", Arithmetic.of(Precision.INT8), unit, true); // [D, V]

        // Then: a unit vector is rounded without an error
        for (int v = 0; v < ENTRIES; v++) {
            for (int j = 0; j < COLUMNS; j++) {
                float number = embedded[v * COLUMNS + j];
                assertThat(logits[j * ENTRIES + v]).isCloseTo(number, within(Math.abs(number) * 1e-6f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fused", "reference"})
    void whatIsNotNamedStaysFloat32(String engine) {
        // Given
        Arithmetic layers = Arithmetic.of("int8", List.of("layers"), 0);
        Arithmetic others = Arithmetic.of("int8", List.of("embeddings", "head"), 0);

        // When
        float[] embedded = embedded(engine, layers);

        // Then
        assertThat(embedded).isEqualTo(embedded(engine, Arithmetic.FLOAT32));
        assertThat(outputs(engine, layers, rows, true)).isEqualTo(outputs(engine, Arithmetic.FLOAT32, rows, true));
        assertThat(outputs(engine, layers, rows, false))
                .isEqualTo(outputs(engine, Arithmetic.of(Precision.INT8), rows, false));
        assertThat(embedded(engine, others)).isEqualTo(embedded(engine, Arithmetic.of(Precision.INT8)));
        assertThat(outputs(engine, others, rows, true))
                .isEqualTo(outputs(engine, Arithmetic.of(Precision.INT8), rows, true));
        assertThat(outputs(engine, others, rows, false)).isEqualTo(outputs(engine, Arithmetic.FLOAT32, rows, false));
    }

    @Test
    void saysWhatIsNotAsByDefault() {
        try (Engine plain = Engines.of(EngineChoice.STANDARD, Precision.INT8);
                Engine some = Engines.of(EngineChoice.STANDARD, Arithmetic.of("int8", List.of("head", "layers"), 6))) {
            assertThat(plain.description()).contains("in int8,");
            assertThat(some.description()).contains("in int8 of layers, head with outliers beyond 6.0,");
        }
    }

    @Test
    void refusesATokenThatIsNotInTheTable() {
        try (Engine engine = Engines.of(EngineChoice.STANDARD, Precision.INT8);
                Drawing drawing = new Drawing(engine, 1)) {
            FrozenTable table = engine.embedding(Drawing.weight(new double[][] {{1, 2}}));
            Sequences two = Drawing.sequences(2);

            assertThatThrownBy(() -> drawing.evaluate().embed(table, two)).hasMessageContaining("token 1");
        }
    }

    private float[] embedded(String choice, Arithmetic arithmetic) {
        try (Engine engine = Engines.of(EngineChoice.of(choice), arithmetic);
                Drawing drawing = new Drawing(engine, 1)) {
            Ops ops = drawing.evaluate();
            return ops.read(ops.embed(engine.embedding(Drawing.weight(rows)), Drawing.sequences(ENTRIES)));
        }
    }

    /** x Wᵀ, W the table, as the language head or as a layer's projection. */
    private float[] outputs(String choice, Arithmetic arithmetic, double[][] x, boolean head) {
        try (Engine engine = Engines.of(EngineChoice.of(choice), arithmetic);
                Drawing drawing = new Drawing(engine, 1)) {
            Ops ops = drawing.evaluate();
            FrozenMatrix matrix =
                    head ? engine.head(Drawing.weight(rows)) : engine.matrix(List.of(Drawing.weight(rows)), List.of());
            return ops.read(ops.linear(drawing.tensor(ops, x), matrix));
        }
    }
}
