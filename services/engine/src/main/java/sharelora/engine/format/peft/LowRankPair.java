package sharelora.engine.format.peft;

import java.util.Arrays;
import java.util.Objects;

/**
 * The low-rank pair of one projection in one layer (LoRA, Hu et al. 2022): y += alpha / R · B A x. The arrays are its own, not to be changed.
 *
 * @param in columns of the projection
 * @param out rows of the projection
 * @param a [R, in], row-major
 * @param b [out, R], row-major
 */
public record LowRankPair(int in, int out, float[] a, float[] b) {

    public LowRankPair {
        if (in < 1 || out < 1 || a.length == 0 || a.length % in != 0 || (long) a.length / in * out != b.length) {
            throw new IllegalArgumentException("a pair of " + in + " in and " + out + " out has " + a.length + " and "
                    + b.length + " numbers: expected R times each");
        }
    }

    /** R. */
    public int rank() {
        return a.length / in;
    }

    /** Whether nothing is added, as before the first update. */
    boolean addsNothing() {
        for (float number : b) {
            if (number != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LowRankPair pair
                && in == pair.in
                && out == pair.out
                && Arrays.equals(a, pair.a)
                && Arrays.equals(b, pair.b);
    }

    @Override
    public int hashCode() {
        return Objects.hash(in, out, Arrays.hashCode(a), Arrays.hashCode(b));
    }

    @Override
    public String toString() {
        return "LowRankPair[" + rank() + ", " + in + " -> " + out + "]";
    }
}
