package sharelora.engine.adapter;

/**
 * A trained matrix [rows, columns] that a method declares; who shares it holds the same one.
 *
 * @param name unique in its adapter: {@code query.A} for all layers, {@code 3.query.B} for one
 */
record Matrix(String name, int rows, int columns, Start start) {

    long size() {
        return (long) rows * columns;
    }
}
