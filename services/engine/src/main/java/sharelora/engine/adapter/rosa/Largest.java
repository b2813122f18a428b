package sharelora.engine.adapter.rosa;

import java.util.Arrays;

/** The places of the largest numbers. */
final class Largest {

    private Largest() {}

    /**
     * The places of the {@code count} largest, rising; of equal ones the first.
     *
     * @param numbers none of them NaN
     * @param count at least 1, and no more than there are
     */
    static int[] of(float[] numbers, int count) {
        float[] sorted = numbers.clone();
        Arrays.sort(sorted);
        float least = sorted[sorted.length - count];
        int equal = count; // of those that equal the least, so many are among them
        for (float number : numbers) {
            equal -= number > least ? 1 : 0;
        }
        int[] places = new int[count];
        int found = 0;
        for (int i = 0; i < numbers.length; i++) {
            boolean taken = numbers[i] > least;
            if (numbers[i] == least && equal > 0) {
                taken = true;
                equal--;
            }
            if (taken) {
                places[found++] = i;
            }
        }
        return places;
    }
}
