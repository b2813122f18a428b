package sharelora.engine.head;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import sharelora.engine.format.safetensors.Weight;

/**
 * The head that {@code …ForSequenceClassification} of a family puts on the bare model, by that class's names. The arrays
 * are its own, not to be changed.
 *
 * @param labels C classes in the order of the rows; none where the only output is a number
 * @param numbers by {@link StockHeadNames#tensors}, in their order
 */
public record StockHead(StockHeadNames naming, List<String> labels, Map<String, float[]> numbers)
        implements TrainedHead {

    public StockHead {
        labels = List.copyOf(labels);
        TrainedHead.requireLabels(labels);
        if (!numbers.keySet().equals(Set.copyOf(naming.tensors()))) {
            throw new IllegalArgumentException(
                    "the head has the tensors " + numbers.keySet() + ": expected " + naming.tensors());
        }
        int outputs = Math.max(1, labels.size());
        int hidden = numbers.get(naming.lastWeight()).length / outputs;
        Map<String, float[]> ordered = new LinkedHashMap<>();
        for (String tensor : naming.tensors()) {
            float[] found = numbers.get(tensor);
            int[] shape = naming.shape(tensor, outputs, hidden);
            if (hidden == 0 || found.length != Arrays.stream(shape).reduce(1, Math::multiplyExact)) {
                throw new IllegalArgumentException(tensor + " has " + found.length + " numbers: expected "
                        + Arrays.toString(shape) + " for " + outputs + " outputs");
            }
            ordered.put(tensor, found);
        }
        numbers = Collections.unmodifiableMap(ordered);
    }

    /** What the rows of a head are called that nobody named: Hugging Face's default. */
    public static List<String> unnamed(int outputs) {
        return outputs == 1
                ? List.of()
                : IntStream.range(0, outputs).mapToObj(i -> "LABEL_" + i).toList();
    }

    /** D. */
    public int hidden() {
        return numbers.get(naming.lastWeight()).length / outputs();
    }

    @Override
    public StockHead withLabels(List<String> longer) {
        requireLonger(longer);
        return resized(longer);
    }

    /**
     * The same under other names.
     *
     * @throws IllegalArgumentException where there are not as many as outputs
     */
    public StockHead named(List<String> names) {
        if (Math.max(1, names.size()) != outputs()) {
            throw new IllegalArgumentException(
                    "labels are " + names + ": expected one for each of the head's " + outputs() + " outputs");
        }
        return resized(names);
    }

    private StockHead resized(List<String> names) {
        Map<String, float[]> resized = new LinkedHashMap<>();
        numbers.forEach((tensor, found) -> {
            int[] shape = naming.shape(tensor, Math.max(1, names.size()), hidden());
            resized.put(tensor, Arrays.copyOf(found, Arrays.stream(shape).reduce(1, Math::multiplyExact)));
        });
        return new StockHead(naming, names, resized);
    }

    /** Its tensors under their own names, with a prefix. */
    public List<Weight> weights(String prefix) {
        return numbers.entrySet().stream()
                .map(entry -> Weight.of(
                        prefix + entry.getKey(), naming.shape(entry.getKey(), outputs(), hidden()), entry.getValue()))
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StockHead head
                && naming == head.naming
                && labels.equals(head.labels)
                && naming.tensors().stream()
                        .allMatch(tensor -> Arrays.equals(numbers.get(tensor), head.numbers.get(tensor)));
    }

    @Override
    public int hashCode() {
        return Objects.hash(naming, labels, Arrays.hashCode(numbers.get(naming.lastWeight())));
    }

    @Override
    public String toString() {
        return "StockHead[" + naming + ", " + labels + "]";
    }
}
