package sharelora.engine.adapter.monteclora;

/** The logarithm of the gamma function and its derivatives for positive numbers, to about fourteen digits. */
final class GammaFunctions {

    /** From here on the asymptotic series are exact in float64. */
    private static final double LARGE = 15;

    private static final double HALF_LOG_TWO_PI = 0.9189385332046727;

    private GammaFunctions() {}

    /** log Γ(x), by Stirling's series. */
    static double logGamma(double x) {
        double shift = 0;
        double z = x;
        for (; z < LARGE; z++) {
            shift += StrictMath.log(z);
        }
        double r = 1 / (z * z);
        double series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r / 1188)))) / z;
        return (z - 0.5) * StrictMath.log(z) - z + HALF_LOG_TWO_PI + series - shift;
    }

    /** ψ, its first derivative. */
    static double digamma(double x) {
        double shift = 0;
        double z = x;
        for (; z < LARGE; z++) {
            shift += 1 / z;
        }
        double r = 1 / (z * z);
        double series = r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r * (1.0 / 240 - r / 132))));
        return StrictMath.log(z) - 0.5 / z - series - shift;
    }

    /** ψ′, its second derivative. */
    static double trigamma(double x) {
        double shift = 0;
        double z = x;
        for (; z < LARGE; z++) {
            shift += 1 / (z * z);
        }
        double r = 1 / (z * z);
        double series = r / z * (1.0 / 6 - r * (1.0 / 30 - r * (1.0 / 42 - r * (1.0 / 30 - r * 5 / 66))));
        return 1 / z + 0.5 * r + series + shift;
    }
}
