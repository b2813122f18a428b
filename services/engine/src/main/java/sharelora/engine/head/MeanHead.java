package sharelora.engine.head;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What says classes, or a number, of mean hidden states: outputs = W (scale · mean) + b. The arrays are its own, not to be changed.
 *
 * @param labels C classes in the order of the rows; none where the only output is a number
 * @param scale of the mean, positive
 * @param weight W [C, D], row-major
 * @param bias b [C]
 */
public record MeanHead(List<String> labels, double scale, float[] weight, float[] bias) implements TrainedHead {

    /** Name of W among what is trained. */
    public static final String WEIGHT = "head.weight";

    /** Name of b among what is trained. */
    public static final String BIAS = "head.bias";

    public MeanHead {
        labels = List.copyOf(labels);
        TrainedHead.requireLabels(labels);
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("scale is " + scale + ": expected a positive number");
        }
        if (bias.length != Math.max(1, labels.size()) || weight.length == 0 || weight.length % bias.length != 0) {
            throw new IllegalArgumentException("weight has " + weight.length + " numbers and bias " + bias.length
                    + ": expected D and one for each of " + Math.max(1, labels.size()) + " outputs");
        }
    }

    /** D. */
    public int hidden() {
        return weight.length / bias.length;
    }

    @Override
    public Map<String, float[]> numbers() {
        return Map.of(WEIGHT, weight, BIAS, bias);
    }

    @Override
    public MeanHead withLabels(List<String> longer) {
        requireLonger(longer);
        return new MeanHead(
                longer,
                scale,
                Arrays.copyOf(weight, Math.max(1, longer.size()) * hidden()), // [C, D]
                Arrays.copyOf(bias, Math.max(1, longer.size()))); // [C]
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MeanHead head
                && labels.equals(head.labels)
                && Double.compare(scale, head.scale) == 0
                && Arrays.equals(weight, head.weight)
                && Arrays.equals(bias, head.bias);
    }

    @Override
    public int hashCode() {
        return Objects.hash(labels, scale, Arrays.hashCode(weight), Arrays.hashCode(bias));
    }

    @Override
    public String toString() {
        return "MeanHead[" + labels + ", " + scale + "]";
    }
}
