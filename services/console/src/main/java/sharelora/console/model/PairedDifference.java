package sharelora.console.model;

import java.util.Optional;

/**
 * How much one job's accuracy lies above another's on the same records: the adjusted Wald interval of Bonett and Price (2012)
 * for paired proportions.
 *
 * @param value the one's accuracy minus the other's
 * @param low lower end of the 95 % interval
 * @param high upper end of it
 * @param n records that both were measured on
 */
record PairedDifference(double value, double low, double high, int n) {

    private static final double Z = 1.959963984540054;

    /** Empty where they were measured on different records. */
    static Optional<PairedDifference> of(NewestSlice.Classes one, NewestSlice.Classes other) {
        int n = one.targets().length;
        if (!one.suiteSha256().equals(other.suiteSha256()) || n != other.targets().length || n == 0) {
            return Optional.empty();
        }
        int better = 0;
        int worse = 0;
        for (int i = 0; i < n; i++) {
            boolean right = one.predictions()[i] == one.targets()[i];
            boolean otherRight = other.predictions()[i] == other.targets()[i];
            better += right && !otherRight ? 1 : 0;
            worse += otherRight && !right ? 1 : 0;
        }
        double up = (better + 1.0) / (n + 2);
        double down = (worse + 1.0) / (n + 2);
        double half = Z * Math.sqrt((up + down - (up - down) * (up - down)) / (n + 2));
        return Optional.of(new PairedDifference(
                (better - worse) / (double) n, Math.max(-1, up - down - half), Math.min(1, up - down + half), n));
    }
}
