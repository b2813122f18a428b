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
     * The same with the labels of a batch, where those are more. A batch with fewer was made before one was appended.
     *
     * @throws IllegalArgumentException where neither list begins with the other
     */
    public Subject withLabels(List<String> others) {
        int both = Math.min(labels.size(), others.size());
        if (!others.subList(0, both).equals(labels.subList(0, both))) {
            throw new IllegalArgumentException("labels are " + others + ", expected a list that begins with " + labels);
        }
        return others.size() <= labels.size()
                ? this
                : new Subject(base, baseSha256, tokenizerSha256, adapter, head, training, others);
    }

    private static void requireText(String name, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is missing");
        }
    }
}
