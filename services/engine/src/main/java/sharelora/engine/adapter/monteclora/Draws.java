package sharelora.engine.adapter.monteclora;

import sharelora.engine.parameter.Normal;
import sharelora.engine.parameter.RandomKey;

/**
 * The random numbers of a step for one A, whatever asks for them and how often.
 *
 * @param noise key of Z
 * @param spread key of Wz
 * @param mixture key of z
 */
record Draws(long noise, long spread, long mixture) {

    /** Those of a job's step for the A of that name. */
    static Draws of(long seed, long step, String a) {
        return new Draws(
                RandomKey.of(seed, "monteclora noise " + a, step),
                RandomKey.of(seed, "monteclora spread " + a, step),
                RandomKey.of(seed, "monteclora mixture " + a, step));
    }

    /** Z, standard normal. */
    double noise(long index) {
        return Normal.at(noise, index);
    }

    /**
     * The diagonal of a draw of the Wishart distribution with as many degrees of freedom as it has rows: sums of squares. No
     * other number of it is ever used.
     */
    double[] spread(int rank) {
        double[] diagonal = new double[rank];
        for (int j = 0; j < rank; j++) {
            for (int i = 0; i < rank; i++) {
                double number = Normal.at(spread, (long) j * rank + i);
                diagonal[j] += number * number;
            }
        }
        return diagonal;
    }

    /** z, standard normal. */
    double[] mixture(int samples) {
        double[] numbers = new double[samples];
        for (int k = 0; k < samples; k++) {
            numbers[k] = Normal.at(mixture, k);
        }
        return numbers;
    }
}
