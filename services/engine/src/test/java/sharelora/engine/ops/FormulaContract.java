package sharelora.engine.ops;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Each operation computes what its documentation defines. */
interface FormulaContract extends AdapterFormulaContract {

    @Test
    default void embedsTokenPositionAndType() {
        try (Drawing drawing = new Drawing(engine(), 1)) {
            // Given
            double[][] words = drawing.rows(9, 5);
            double[][] positions = drawing.rows(4, 5);
            double[][] types = drawing.rows(2, 5);
            int[] tokens = {8, 0, 3, 3, 7, 8};
            int[] places = {0, 1, 0, 1, 2, 3};
            Sequences sequences = Sequences.of(tokens, new int[] {0, 2, 6});
            Ops ops = drawing.evaluate();

            // When
            Tensor x = ops.embed(
                    engine().table(Drawing.weight(words)),
                    engine().table(Drawing.weight(positions)),
                    engine().table(Drawing.weight(types)),
                    sequences);

            // Then
            double[][] sum = Formula.fill(6, 5, (i, j) -> words[tokens[i]][j] + positions[places[i]][j] + types[0][j]);
            agrees(ops, x, sum);
        }
    }

    @Test
    default void embedsTokensOfASecondTextWithATypeOfTheirOwn() {
        try (Drawing drawing = new Drawing(engine(), 11)) {
            // Given
            double[][] words = drawing.rows(9, 5);
            double[][] positions = drawing.rows(4, 5);
            double[][] types = drawing.rows(2, 5);
            int[] tokens = {8, 0, 3, 3, 7, 8};
            int[] starts = {0, 2, 6};
            int[] origins = {0, 2};
            Sequences pairs = new Sequences(tokens, starts, origins).withSeconds(new int[] {2, 1});
            int[] places = {0, 1, 0, 1, 2, 3};
            int[] kinds = {0, 0, 0, 1, 1, 1};
            FrozenTable word = engine().table(Drawing.weight(words));
            FrozenTable position = engine().table(Drawing.weight(positions));
            Ops ops = drawing.evaluate();

            // When
            Tensor two = ops.embed(word, position, engine().table(Drawing.weight(types)), pairs);
            Tensor one = ops.embed(word, position, engine().table(Drawing.weight(new double[][] {types[0]})), pairs);

            // Then
            double[][] sum = Formula.fill(6, 5, (i, j) -> words[tokens[i]][j] + positions[places[i]][j]);
            agrees(ops, two, Formula.fill(6, 5, (i, j) -> sum[i][j] + types[kinds[i]][j]));
            agrees(ops, one, Formula.fill(6, 5, (i, j) -> sum[i][j] + types[0][j]));
        }
    }

    @Test
    default void computesTanh() {
        try (Drawing drawing = new Drawing(engine(), 12)) {
            // Given
            double[][] x = Formula.fill(3, 83, (i, j) -> (j - 40) / 4.0 - i);
            Ops ops = drawing.evaluate();

            // When
            Tensor y = ops.tanh(drawing.tensor(ops, x));

            // Then
            agrees(ops, y, Formula.fill(3, 83, (i, j) -> Math.tanh(x[i][j])));
        }
    }

    @Test
    default void projectsThroughStackedWeightsWithTheirBiases() {
        try (Drawing drawing = new Drawing(engine(), 2)) {
            // Given
            double[][] x = drawing.rows(7, 12);
            double[][] first = drawing.rows(5, 12);
            double[][] second = drawing.rows(8, 12);
            double[] firstBias = drawing.row(5);
            double[] secondBias = drawing.row(8);
            FrozenMatrix stacked = engine().matrix(
                            List.of(Drawing.weight(first), Drawing.weight(second)),
                            List.of(Drawing.weight(firstBias), Drawing.weight(secondBias)));
            Ops ops = drawing.evaluate();

            // When
            Tensor y = ops.linear(drawing.tensor(ops, x), stacked);

            // Then
            double[][] left = Formula.linear(x, first, firstBias);
            double[][] right = Formula.linear(x, second, secondBias);
            agrees(ops, y, Formula.fill(7, 13, (i, j) -> j < 5 ? left[i][j] : right[i][j - 5]));
        }
    }

    @Test
    default void normalisesEachRow() {
        try (Drawing drawing = new Drawing(engine(), 5)) {
            // Given
            double[][] x = drawing.rows(5, 11);
            double[][] residual = drawing.rows(5, 11);
            double[] gain = drawing.row(11);
            double[] bias = drawing.row(11);
            FrozenNorm norm = engine().norm(Drawing.weight(gain), Drawing.weight(bias), 1e-3);
            Ops ops = drawing.evaluate();

            // When
            Tensor alone = ops.norm(drawing.tensor(ops, x), norm);
            Tensor sum = ops.addNorm(drawing.tensor(ops, x), drawing.tensor(ops, residual), norm);

            // Then
            agrees(ops, alone, Formula.norm(x, gain, bias, 1e-3));
            double[][] both = Formula.addAt(x, residual, 1, 0);
            agrees(ops, sum, Formula.norm(both, gain, bias, 1e-3));
        }
    }

    @Test
    default void computesGeluExactly() {
        try (Drawing drawing = new Drawing(engine(), 6)) {
            // Given
            double[][] x = Formula.fill(1, 801, (i, j) -> (j - 400) / 64.0);
            Ops ops = drawing.evaluate();

            // When
            Tensor y = ops.gelu(drawing.tensor(ops, x));

            // Then
            agrees(ops, y, Formula.fill(1, 801, (i, j) -> Formula.gelu(x[i][j])));
        }
    }

    @Test
    default void computesTheOtherActivations() {
        try (Drawing drawing = new Drawing(engine(), 61)) {
            // Given
            double[][] x = Formula.fill(1, 802, (i, j) -> (j - 400) / 16.0);
            Ops ops = drawing.evaluate();

            // When
            Tensor gelu = ops.geluTanh(drawing.tensor(ops, x));
            Tensor gate = ops.siluGate(drawing.tensor(ops, x));

            // Then
            agrees(ops, gelu, Formula.fill(1, 802, (i, j) -> Formula.geluTanh(x[i][j])));
            agrees(ops, gate, Formula.fill(1, 401, (i, j) -> Formula.silu(x[i][j]) * x[i][j + 401]));
        }
    }

    @Test
    default void turnsQueriesAndKeysByTheirPlaces() {
        for (int width : new int[] {2, 6, 16, 22}) {
            try (Drawing drawing = new Drawing(engine(), 62)) {
                // Given
                AttentionShape shape = AttentionShape.causal(4, 2);
                double[][] qkv = drawing.rows(5, shape.blocks() * width);
                double[][] angles = drawing.rows(9, width);
                Sequences sequences = Sequences.of(new int[] {0, 1, 2, 3, 4}, new int[] {0, 3, 5})
                        .goingOn(new int[] {0, 7});
                Ops ops = drawing.evaluate();

                // When
                FrozenTable turns = engine().table(Drawing.weight(angles));
                Tensor turned = ops.rotate(drawing.tensor(ops, qkv), turns, sequences, shape);

                // Then
                agrees(ops, turned, Formula.rotate(qkv, angles, new int[] {0, 1, 2, 7, 8}, shape));
            }
        }
    }

    @Test
    default void addsAndPicksAndNormalisesByTheRootOfTheMeanSquare() {
        try (Drawing drawing = new Drawing(engine(), 63)) {
            // Given
            double[][] x = drawing.rows(5, 11);
            double[][] y = drawing.rows(5, 11);
            double[] gain = drawing.row(11);
            FrozenNorm norm = engine().rootNorm(Drawing.weight(gain), 1e-3);
            Ops ops = drawing.evaluate();

            // When
            Tensor sum = ops.add(drawing.tensor(ops, x), drawing.tensor(ops, y));
            Tensor gathered = ops.gatherRows(drawing.tensor(ops, x), new int[] {4, 0, 4});
            Tensor root = ops.norm(drawing.tensor(ops, x), norm);

            // Then
            agrees(ops, sum, Formula.addAt(x, y, 1, 0));
            agrees(ops, gathered, new double[][] {x[4], x[0], x[4]});
            agrees(ops, root, Formula.rootNorm(x, gain, 1e-3));
        }
    }

    @Test
    default void embedsWithoutTypeOrPosition() {
        try (Drawing drawing = new Drawing(engine(), 64)) {
            // Given
            double[][] words = drawing.rows(4, 9);
            double[][] positions = drawing.rows(6, 9);
            FrozenTable word = engine().table(Drawing.weight(words));
            int[] tokens = {3, 1, 2};
            Sequences goingOn = Sequences.of(tokens, new int[] {0, 1, 3}).goingOn(new int[] {4, 0});
            Ops ops = drawing.evaluate();

            // When
            Tensor alone = ops.embed(word, goingOn);
            Tensor placed = ops.embed(word, engine().table(Drawing.weight(positions)), goingOn);

            // Then
            int[] places = {4, 0, 1};
            agrees(ops, alone, Formula.fill(3, 9, (i, j) -> words[tokens[i]][j]));
            agrees(ops, placed, Formula.fill(3, 9, (i, j) -> words[tokens[i]][j] + positions[places[i]][j]));
        }
    }

    @Test
    default void classifiesByCosines() {
        try (Drawing drawing = new Drawing(engine(), 11)) {
            // Given
            double[][] x = drawing.rows(5, 13);
            double[][] w = drawing.rows(4, 13);
            x[1] = new double[13];
            w[2] = new double[13];
            Parameter weight = drawing.parameter(w);
            Parameter scale = drawing.parameter(new double[][] {{7.5}});
            Ops ops = drawing.evaluate();

            // When
            Tensor logits = ops.cosine(drawing.tensor(ops, x), weight, scale);

            // Then
            agrees(ops, logits, Formula.cosine(x, w, 7.5));
        }
    }

    @Test
    default void poolsAndClassifies() {
        try (Drawing drawing = new Drawing(engine(), 7)) {
            // Given
            double[][] x = drawing.rows(9, 13);
            double[][] w = drawing.rows(3, 13);
            double[][] b = drawing.rows(1, 3);
            Sequences sequences = Drawing.sequences(1, 6, 2);
            Parameter weight = drawing.parameter(w);
            Parameter bias = drawing.parameter(b);
            Ops ops = drawing.evaluate();

            // When
            Tensor pooled = ops.meanPool(drawing.tensor(ops, x), sequences, 10);
            Tensor logits = ops.affine(pooled, weight, bias);

            // Then
            double[][] means = Formula.meanPool(x, sequences, 10);
            agrees(ops, pooled, means);
            agrees(ops, logits, Formula.linear(means, w, b[0]));
        }
    }
}
