package sharelora.engine.head;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What says classes by angles: logit = s · cos(w, mean), w the class's row, s trained. So a row's length says nothing, and a
 * class that is often learned has no louder voice than one that was learned long ago (SEQ*, arXiv 2312.07887). The array is
 * its own, not to be changed.
 *
 * @param labels C classes in the order of the rows, at least two
 * @param scale s
 * @param weight W [C, D], row-major; a row of zeros has the logit 0
 */
public record CosineHead(List<String> labels, float scale, float[] weight) implements TrainedHead {

    /** Name of W among what is trained. */
    public static final String WEIGHT = "head.weight";

    /** Name of s among what is trained. */
    public static final String SCALE = "head.scale";

    public CosineHead {
        labels = List.copyOf(labels);
        TrainedHead.requireLabels(labels);
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("labels are missing: expected at least two, since cosines say classes");
        }
        if (!Float.isFinite(scale)) {
            throw new IllegalArgumentException("scale is " + scale + ": expected a number");
        }
        if (weight.length == 0 || weight.length % labels.size() != 0) {
            throw new IllegalArgumentException(
                    "weight has " + weight.length + " numbers: expected D for each of " + labels.size() + " outputs");
        }
    }

    /** D. */
    public int hidden() {
        return weight.length / labels.size();
    }

    @Override
    public Map<String, float[]> numbers() {
        return Map.of(SCALE, new float[] {scale}, WEIGHT, weight);
    }

    @Override
    public CosineHead withLabels(List<String> longer) {
        requireLonger(longer);
        return new CosineHead(longer, scale, Arrays.copyOf(weight, longer.size() * hidden())); // [C, D]
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CosineHead head
                && labels.equals(head.labels)
                && Float.compare(scale, head.scale) == 0
                && Arrays.equals(weight, head.weight);
    }

    @Override
    public int hashCode() {
        return Objects.hash(labels, scale, Arrays.hashCode(weight));
    }

    @Override
    public String toString() {
        return "CosineHead[" + labels + ", " + scale + "]";
    }
}
