package sharelora.engine.drift;

/**
 * Numbers that an {@link Adwin} holds as one.
 *
 * @param size how many, a power of two
 * @param total their sum
 * @param spread the sum of squares of what they differ by from their mean
 */
public record Bucket(long size, double total, double spread) {

    /** Of no number. */
    static final Bucket EMPTY = new Bucket(0, 0, 0);

    static Bucket of(double value) {
        return new Bucket(1, value, 0);
    }

    /** Both as one (Chan, Golub and LeVeque 1979). */
    Bucket with(Bucket other) {
        if (size == 0 || other.size == 0) {
            return size == 0 ? other : this;
        }
        long both = size + other.size;
        double apart = mean() - other.mean();
        double between = (double) size * other.size / both * apart * apart;
        return new Bucket(both, total + other.total, spread + other.spread + between);
    }

    double mean() {
        return total / size;
    }
}
