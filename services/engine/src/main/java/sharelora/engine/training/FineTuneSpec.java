package sharelora.engine.training;

import java.util.HashSet;
import java.util.List;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Layout;
import sharelora.engine.batch.Task;
import sharelora.engine.drift.Figure;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.config.ModelShape;

/**
 * What a job fine-tunes. Only labels change during training: new ones can be appended.
 *
 * @param base name of the frozen model
 * @param baseSha256 content hash of its folder, hex
 * @param tokenizerSha256 of the tokenizer.json that made the token ids, hex
 * @param labels the classes, in the order of the head's rows; none where the task is not classification
 */
public record FineTuneSpec(
        String base,
        String baseSha256,
        String tokenizerSha256,
        Task task,
        AdapterSpec adapter,
        HeadSpec head,
        TrainingSpec training,
        List<String> labels) {

    public FineTuneSpec {
        requireText("base", base);
        requireText("baseSha256", baseSha256);
        requireText("tokenizerSha256", tokenizerSha256);
        if (task == null || adapter == null || head == null || training == null) {
            throw new IllegalArgumentException("task, adapter, head or training is missing");
        }
        labels = List.copyOf(labels);
        if (task.hasCompletions() != (head.kind() == HeadSpec.Kind.LANGUAGE)) {
            throw new IllegalArgumentException("head is " + head.kind().id() + " for " + task.id()
                    + ", expected language for generation and no other task");
        }
        if (head.kind() == HeadSpec.Kind.COSINE && !task.hasLabels()) {
            throw new IllegalArgumentException("head is cosine for " + task.id() + ", expected a task with labels");
        }
        if (!task.hasLabels() && !labels.isEmpty()) {
            throw new IllegalArgumentException("labels are " + labels + ", expected none for " + task.id());
        }
        if (task.hasLabels() && (labels.size() < 2 || new HashSet<>(labels).size() < labels.size())) {
            throw new IllegalArgumentException("labels are " + labels + ", expected at least two, each once");
        }
        training.replay()
                .filter(replay -> replay.keep().needsClasses() && !task.hasLabels())
                .ifPresent(replay -> {
                    throw new IllegalArgumentException("replay keep is "
                            + replay.keep().id() + " for " + task.id() + ", expected one that needs no classes");
                });
        training.guard()
                .drift()
                .filter(drift -> drift.on() == Figure.ERROR && !task.hasErrors())
                .ifPresent(drift -> {
                    throw new IllegalArgumentException(
                            "drift on is error for " + task.id() + ", expected loss: a number is not right or wrong");
                });
    }

    /** C, the number of outputs of the head for each sequence. */
    public int outputs() {
        return task.hasLabels() ? labels.size() : 1;
    }

    /**
     * Where what is trained lies, on a base of that shape.
     *
     * @throws IllegalArgumentException where the base has no such target
     */
    public Layout layout(ModelShape shape) {
        return Layout.of(shape, adapter, head, outputs());
    }

    /**
     * The same with the labels of a batch, where those are more. A batch with fewer was made before one was appended.
     *
     * @throws IllegalArgumentException where neither list begins with the other
     */
    public FineTuneSpec withLabels(List<String> others) {
        int both = Math.min(labels.size(), others.size());
        if (!others.subList(0, both).equals(labels.subList(0, both))) {
            throw new IllegalArgumentException("labels are " + others + ", expected a list that begins with " + labels);
        }
        return others.size() <= labels.size()
                ? this
                : new FineTuneSpec(base, baseSha256, tokenizerSha256, task, adapter, head, training, others);
    }

    private static void requireText(String name, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is missing");
        }
    }
}
