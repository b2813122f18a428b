package sharelora.engine.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.head.MeanHead;
import sharelora.engine.task.Predictions;

/**
 * A linear classifier on the frozen base's features (a linear probe, Alain and Bengio 2016): the baseline without any
 * adapter. Its bytes are a safetensors file of weight [C, D] and bias [C].
 */
public final class LinearProbe {

    private final int classes;
    private final int columns;
    private final float[] weight;
    private final float[] bias;

    private LinearProbe(int columns, float[] weight, float[] bias) {
        this.classes = bias.length;
        this.columns = columns;
        this.weight = weight;
        this.bias = bias;
    }

    /**
     * Fits a probe; the same arguments give the same bytes.
     *
     * @param features [n, D] finite numbers, at least one row
     * @param targets n classes
     * @param classes C, at least 2
     * @throws IllegalArgumentException naming the value and the expectation
     */
    public static LinearProbe fit(float[][] features, int[] targets, int classes, long seed) {
        if (features.length == 0 || features.length != targets.length || classes < 2) {
            throw new IllegalArgumentException("there are " + features.length + " rows, " + targets.length
                    + " targets and " + classes + " classes, expected as many rows as targets, and two classes");
        }
        for (int target : targets) {
            if (target < 0 || target >= classes) {
                throw new IllegalArgumentException("a target is " + target + ", expected 0 to " + (classes - 1));
            }
        }
        Scaling scaling = Scaling.of(features);
        ProbeFit fit = ProbeFit.of(scaling.scaled(features), targets, classes, seed);
        int columns = features[0].length;
        return new LinearProbe(columns, scaling.folded(fit.weight()), scaling.folded(fit.weight(), fit.bias()));
    }

    /** The probe of a checkpoint whose adapter adds nothing: its head alone, on features scaled as the head needs. */
    public static LinearProbe of(MeanHead head) {
        return new LinearProbe(head.hidden(), head.weight(), head.bias());
    }

    /** C. */
    public int classes() {
        return classes;
    }

    /** The most likely class of each row; ties go to the lowest. */
    public int[] predict(float[][] features) {
        return predict(features, new int[features.length]).classes();
    }

    /** The most likely class of each row, and the cross-entropy of its own. */
    public Predictions predict(float[][] features, int[] targets) {
        float[] logits = new float[features.length * classes];
        for (int row = 0; row < features.length; row++) {
            if (features[row].length != columns) {
                throw new IllegalArgumentException(
                        "row " + row + " has " + features[row].length + " features, expected " + columns);
            }
            for (int c = 0; c < classes; c++) {
                double sum = bias[c];
                for (int i = 0; i < columns; i++) {
                    sum += (double) weight[c * columns + i] * features[row][i];
                }
                logits[row * classes + c] = (float) sum;
            }
        }
        return Predictions.ofLogits(logits, classes, targets);
    }

    /** The probe as a safetensors file; equal probes have equal bytes. */
    public byte[] toBytes() {
        return withFile(file -> {
            SafetensorsWriter.write(
                    file,
                    Map.of("format", "pt"),
                    List.of(
                            Weight.of("weight", new int[] {classes, columns}, weight),
                            Weight.of("bias", new int[] {classes}, bias)));
            return Files.readAllBytes(file);
        });
    }

    /**
     * Reads {@link #toBytes}.
     *
     * @throws ModelFormatException where the bytes are something else
     */
    public static LinearProbe fromBytes(byte[] bytes) {
        return withFile(file -> {
            Files.write(file, bytes);
            try (Safetensors tensors = Safetensors.open(file)) {
                int[] shape = tensors.weight("weight").shape();
                if (shape.length != 2 || shape[0] < 2 || shape[1] < 1) {
                    throw new ModelFormatException(file, "has no weight of at least two classes: expected [C, D]");
                }
                return new LinearProbe(
                        shape[1],
                        tensors.weight("weight").toArray(),
                        tensors.weight("bias", shape[0]).toArray());
            }
        });
    }

    /** Safetensors are mapped files; a probe is small enough to pass through a temporary one. */
    private static <T> T withFile(OnFile<T> action) {
        try {
            Path file = Files.createTempFile("probe", ".safetensors");
            try {
                return action.apply(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary file for a probe: " + e.getMessage(), e);
        }
    }

    private interface OnFile<T> {
        T apply(Path file) throws IOException;
    }
}
