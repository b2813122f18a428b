package sharelora.engine.parameter;

/**
 * A matrix [rows, columns] that a method declares; who shares it holds the same one.
 *
 * @param name unique in its adapter: {@code query.A} for all layers, {@code 3.query.B} for one
 * @param rate it learns at so many times the learning rate; 0: it stays as it began
 */
public record MatrixSpec(String name, int rows, int columns, Initialization start, double rate) {

    public long size() {
        return (long) rows * columns;
    }

    public boolean trained() {
        return rate > 0;
    }
}
