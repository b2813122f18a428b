package sharelora.engine.ops;

/**
 * Numbers that follow each other in a {@link Flat} vector: half-open.
 *
 * @param from first of them
 * @param to after the last of them
 */
public record Range(int from, int to) {

    public Range {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("a range is [" + from + ", " + to + "), expected 0 or more numbers");
        }
    }

    public int size() {
        return to - from;
    }
}
