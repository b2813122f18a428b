package sharelora.engine.ops;

import org.junit.jupiter.api.Test;

/** Each operation by which an adapter adds something computes what its documentation defines. */
interface AdapterFormulaContract extends AttentionContract {

    @Test
    default void goesDownAndUpTheLowRankPath() {
        for (int rank : new int[] {1, 2, 3, 8}) {
            try (Drawing drawing = new Drawing(engine(), rank)) {
                // Given
                double[][] x = drawing.rows(6, 10);
                double[][] y = drawing.rows(6, 14);
                double[][] a = drawing.rows(rank, 10);
                double[][] b = drawing.rows(5, rank);
                Parameter down = drawing.parameter(a);
                Parameter up = drawing.parameter(b);
                Ops ops = drawing.evaluate();

                // When
                Tensor low = ops.down(drawing.tensor(ops, x), down);
                Tensor sum = ops.addUp(drawing.tensor(ops, y), low, up, -0.75, 9);

                // Then
                double[][] product = Formula.product(x, a);
                agrees(ops, low, product);
                agrees(ops, sum, Formula.addAt(y, Formula.product(product, b), -0.75, 9));
            }
        }
    }

    @Test
    default void addsByTheNumbersOfASparseMatrixAlone() {
        try (Drawing drawing = new Drawing(engine(), 66)) {
            // Given
            double[][] x = drawing.rows(6, 10);
            double[][] y = drawing.rows(6, 14);
            double[][] numbers = drawing.rows(1, 4);
            int[] places = {0, 7, 23, 49};
            Parameter sparse = drawing.parameter(numbers);
            Ops ops = drawing.evaluate();

            // When
            Tensor sum = ops.addSparse(drawing.tensor(ops, y), drawing.tensor(ops, x), sparse, places, 9);

            // Then
            double[][] whole = new double[5][10];
            for (int k = 0; k < places.length; k++) {
                whole[places[k] / 10][places[k] % 10] = numbers[0][k];
            }
            agrees(ops, sum, Formula.addAt(y, Formula.product(x, whole), 1, 9));
        }
    }

    @Test
    default void scalesColumnsAndAddsToSome() {
        try (Drawing drawing = new Drawing(engine(), 65)) {
            // Given
            double[][] x = drawing.rows(6, 11);
            double[][] y = drawing.rows(6, 17);
            double[][] v = drawing.rows(1, 11);
            double[][] all = drawing.rows(4, 13);
            Parameter factors = drawing.parameter(v);
            Parameter whole = drawing.parameter(all);
            Parameter still = new Parameter("still", 4, 13, whole.offset(), false);
            Ops ops = drawing.evaluate();

            // When
            Tensor scaled = ops.scale(drawing.tensor(ops, x), factors);
            Tensor sum = ops.addAt(drawing.tensor(ops, y), scaled, -0.75, 5);
            Tensor low = ops.down(drawing.tensor(ops, x), still.corner(3, 11));

            // Then
            double[][] products = Formula.fill(6, 11, (i, j) -> x[i][j] * v[0][j]);
            agrees(ops, scaled, products);
            agrees(ops, sum, Formula.addAt(y, products, -0.75, 5));
            agrees(ops, low, Formula.product(x, Formula.fill(3, 11, (i, j) -> all[i][j])));
        }
    }
}
