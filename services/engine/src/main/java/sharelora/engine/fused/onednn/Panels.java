package sharelora.engine.fused.onednn;

/**
 * How the outputs of a product are cut into panels, so that the weights of one panel take a bounded room. Every sum runs
 * over all inputs within one panel.
 *
 * @param inputs of the product
 * @param outputs of the product
 * @param width outputs of a panel, whole steps; the last one may have fewer
 */
record Panels(int inputs, int outputs, int width) {

    private static final int STEP = 64;

    /**
     * Panels of at most {@code bytes}, or of the smallest width that there is.
     *
     * @param numberBytes of one weight
     */
    static Panels of(int inputs, int outputs, long bytes, int numberBytes) {
        long fitting = bytes / ((long) inputs * numberBytes);
        long width = Math.max(STEP, fitting / STEP * STEP);
        return new Panels(inputs, outputs, (int) Math.min(width, (outputs + STEP - 1L) / STEP * STEP));
    }

    /** Outputs of the panel that begins there. */
    int widthAt(int first) {
        return Math.min(width, outputs - first);
    }
}
