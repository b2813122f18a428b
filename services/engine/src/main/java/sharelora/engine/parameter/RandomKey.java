package sharelora.engine.parameter;

/**
 * Keys for counter-based random numbers: the same seed, purpose and coordinates make the same key on every machine, and
 * nothing that was drawn before has an influence.
 */
public final class RandomKey {

    private RandomKey() {}

    /**
     * A key for {@link sharelora.engine.ops.Dropout#uniform}.
     *
     * @param purpose what the numbers are for, so that no two purposes see the same ones
     * @param coordinates step, layer: whatever tells one use of the purpose from another
     */
    public static long of(long seed, String purpose, long... coordinates) {
        long key = mix(seed);
        for (int i = 0; i < purpose.length(); i++) {
            key = mix(key + purpose.charAt(i));
        }
        for (long coordinate : coordinates) {
            key = mix(key + coordinate);
        }
        return key;
    }

    /** One step of SplitMix64 (Steele, Lea and Flood 2014): a bijection, so that different inputs stay different. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
