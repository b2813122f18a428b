package sharelora.demo.drift;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Held-out figures by checkpoint and era: the higher, the better. Eras and checkpoints count from 0; checkpoint k is the one
 * at the end of era k.
 *
 * @param untouched by era: of step 0
 * @param linearProbe by era: of a linear model of the untouched base's features, fitted on the first era; empty where there is none
 * @param checkpoints by checkpoint, then by era
 */
public record EraTable(List<Double> untouched, List<Double> linearProbe, List<List<Double>> checkpoints) {

    public EraTable {
        if (checkpoints.size() != untouched.size()
                || checkpoints.stream().anyMatch(row -> row.size() != untouched.size())
                || (!linearProbe.isEmpty() && linearProbe.size() != untouched.size())) {
            throw new IllegalArgumentException("figures of " + checkpoints.size() + " checkpoints on "
                    + untouched.size() + " eras, expected as many of one as of the other");
        }
    }

    /** How many eras there are. */
    int eras() {
        return untouched.size();
    }

    /** The adapter that learned the first era and nothing after it, by era. */
    @JsonProperty
    List<Double> frozenFirst() {
        return checkpoints.getFirst();
    }

    double figure(int checkpoint, int era) {
        return checkpoints.get(checkpoint).get(era);
    }

    /**
     * What is lost of an era at a checkpoint: the best figure on it at the end of any era before, less the figure now. Below
     * 0 where it never was better. NaN at the first checkpoint, before which there is none.
     */
    double forgetting(int era, int checkpoint) {
        return IntStream.range(0, checkpoint)
                        .mapToDouble(earlier -> figure(earlier, era))
                        .max()
                        .orElse(Double.NaN)
                - figure(checkpoint, era);
    }

    /** The same at the end, by era but for the last. */
    @JsonProperty
    List<Double> forgettingByEra() {
        return IntStream.range(0, eras() - 1)
                .mapToObj(era -> forgetting(era, eras() - 1))
                .toList();
    }

    /** The mean of {@link #forgettingByEra}. */
    @JsonProperty
    double forgetting() {
        return mean(forgettingByEra());
    }

    /** The figure at the end less the figure at the era's own end, a mean over eras but the last. */
    @JsonProperty
    double backwardTransfer() {
        return mean(IntStream.range(0, eras() - 1)
                .mapToObj(era -> figure(eras() - 1, era) - figure(era, era))
                .toList());
    }

    /** The figure on an era before its first record less the untouched base's, a mean over eras but the first. */
    @JsonProperty
    double forwardTransfer() {
        return mean(IntStream.range(1, eras())
                .mapToObj(era -> figure(era - 1, era) - untouched.get(era))
                .toList());
    }

    /** The mean of the last checkpoint's figures on all eras. */
    @JsonProperty
    double finalMean() {
        return mean(checkpoints.getLast());
    }

    /** The mean of the first so many. */
    static double meanOfFirst(List<Double> figures, int count) {
        return mean(figures.subList(0, count));
    }

    private static double mean(List<Double> figures) {
        return figures.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
