package sharelora.engine.training;

import java.util.HashSet;
import java.util.List;
import sharelora.engine.adapter.AdapterSpec;

/**
 * What is trained: nothing in it changes while it learns, but for labels that are appended.
 *
 * @param base name of the frozen model
 * @param baseSha256 content hash of its folder, hex
 * @param tokenizerSha256 of the tokenizer.json that made the token ids, hex
 * @param labels the classes, in the order of the head's rows
 */
public record Subject(
        String base,
        String baseSha256,
        String tokenizerSha256,
        AdapterSpec adapter,
        Head head,
        TrainingSpec training,
        List<String> labels) {

    public Subject {
        requireText("base", base);
        requireText("baseSha256", baseSha256);
        requireText("tokenizerSha256", tokenizerSha256);
        if (adapter == null || head == null || training == null) {
            throw new IllegalArgumentException("adapter, head or training is missing");
        }
        labels = List.copyOf(labels);
        if (labels.size() < 2 || new HashSet<>(labels).size() < labels.size()) {
            throw new IllegalArgumentException("labels are " + labels + ", expected at least two, each once");
        }
    }

    /**
     * The same with labels appended.
     *
     * @throws IllegalArgumentException where the list does not begin with the labels there are
     */
    public Subject withLabels(List<String> longer) {
        if (longer.size() < labels.size() || !longer.subList(0, labels.size()).equals(labels)) {
            throw new IllegalArgumentException("labels are " + longer + ", expected a list that begins with " + labels);
        }
        return new Subject(base, baseSha256, tokenizerSha256, adapter, head, training, longer);
    }

    private static void requireText(String name, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is missing");
        }
    }
}
