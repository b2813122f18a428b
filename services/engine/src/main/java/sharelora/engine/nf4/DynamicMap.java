package sharelora.engine.nf4;

import java.util.Arrays;

/**
 * The 256 numbers from -1 to 1 of bitsandbytes' signed dynamic map (8-bit approximations for parallelism in deep learning,
 * arXiv 1511.04561): seven powers of ten, the larger ones with more steps.
 */
final class DynamicMap {

    private static final int EXPONENTS = 7;
    private static final float LEAST = 0.1f;

    /** The numbers, rising. */
    private static final float[] NUMBERS = numbers();

    private DynamicMap() {}

    static float number(int code) {
        return NUMBERS[code];
    }

    /** The code of the number next to x in [-1, 1]; of two the lower one. */
    static int nearest(float x) {
        int at = Arrays.binarySearch(NUMBERS, x);
        if (at >= 0) {
            return at;
        }
        int above = Math.min(-at - 1, NUMBERS.length - 1);
        int below = Math.max(above - 1, 0);
        return NUMBERS[above] - x < x - NUMBERS[below] ? above : below;
    }

    private static float[] numbers() {
        float[] numbers = new float[256];
        int count = 0;
        for (int i = 0; i < EXPONENTS; i++) {
            float power = (float) Math.pow(10, i - (EXPONENTS - 1));
            int steps = 1 << i;
            for (int k = 0; k < steps; k++) {
                float mean = (boundary(k, steps) + boundary(k + 1, steps)) / 2;
                numbers[count++] = power * mean;
                numbers[count++] = -power * mean;
            }
        }
        numbers[count++] = 0;
        numbers[count] = 1;
        Arrays.sort(numbers);
        return numbers;
    }

    /** As PyTorch's linspace rounds it: from the nearer end, once. */
    private static float boundary(int k, int steps) {
        float step = (1 - LEAST) / steps;
        return k < (steps + 1) / 2 ? Math.fma(step, k, LEAST) : Math.fma(-step, steps - k, 1f);
    }
}
