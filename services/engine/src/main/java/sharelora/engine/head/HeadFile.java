package sharelora.engine.head;

import static sharelora.engine.format.ModelFormatException.quote;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.format.safetensors.WrittenFile;

/**
 * A head in a safetensors file of its own. What it looks at, {@code mean}, {@code cosine} or the family of a stock head,
 * stands in the metadata as {@code pooling}, its labels beside it.
 */
public final class HeadFile {

    /** What it is called beside other files. */
    public static final String NAME = "head.safetensors";

    public static final String LABELS = "labels";

    private static final String POOLING = "pooling";
    private static final String SCALE = "scale";
    private static final String MEAN = "mean";
    private static final String COSINE = "cosine";
    private static final String WEIGHT = "weight";

    private HeadFile() {}

    /**
     * Writes a head; {@code file} appears when it is complete.
     *
     * @throws java.io.UncheckedIOException when it cannot be written
     */
    public static WrittenFile write(TrainedHead head, Path file) {
        return switch (head) {
            case MeanHead mean -> writeMean(mean, file);
            case StockHead stock ->
                SafetensorsWriter.write(
                        file,
                        Map.of(
                                "format",
                                "pt",
                                LABELS,
                                CanonicalJson.text(stock.labels()),
                                POOLING,
                                stock.naming().family()),
                        stock.weights(""));
            case CosineHead cosine -> writeCosine(cosine, file);
            case LanguageHead _ ->
                throw new IllegalArgumentException("a language head is the base's own: expected one that was trained");
        };
    }

    private static WrittenFile writeMean(MeanHead head, Path file) {
        int outputs = head.bias().length;
        return SafetensorsWriter.write(
                file,
                Map.of(
                        "format",
                        "pt",
                        LABELS,
                        CanonicalJson.text(head.labels()),
                        POOLING,
                        MEAN,
                        SCALE,
                        Double.toString(head.scale())),
                List.of(
                        Weight.of(WEIGHT, new int[] {outputs, head.hidden()}, head.weight()),
                        Weight.of("bias", new int[] {outputs}, head.bias())));
    }

    private static WrittenFile writeCosine(CosineHead head, Path file) {
        return SafetensorsWriter.write(
                file,
                Map.of("format", "pt", LABELS, CanonicalJson.text(head.labels()), POOLING, COSINE),
                List.of(
                        Weight.of(SCALE, new int[] {1}, new float[] {head.scale()}),
                        Weight.of(WEIGHT, new int[] {head.outputs(), head.hidden()}, head.weight())));
    }

    /**
     * Reads a head: equal to the one that was written.
     *
     * @throws ModelFormatException naming file, value and expectation
     */
    public static TrainedHead read(Path file) {
        try (Safetensors head = Safetensors.open(file)) {
            String pooling = head.metadata().getOrDefault(POOLING, "");
            return switch (pooling) {
                case MEAN -> readMean(head);
                case COSINE -> readCosine(head);
                default ->
                    stock(
                            head,
                            Arrays.stream(StockHeadNames.values())
                                    .filter(naming -> naming.family().equals(pooling))
                                    .findFirst()
                                    .orElseThrow(() -> unknown(head)),
                            "");
            };
        }
    }

    private static ModelFormatException unknown(Safetensors head) {
        return new ModelFormatException(
                head.file(),
                "metadata are " + quote(head.metadata().toString())
                        + ": expected pooling mean with labels and scale, or cosine or "
                        + Arrays.toString(StockHeadNames.values()).toLowerCase(Locale.ROOT) + " with labels");
    }

    /**
     * A stock head whose tensors lie in a file, maybe among others.
     *
     * @param prefix of their names
     * @throws ModelFormatException where one is missing, misshapen or not finite
     */
    public static StockHead stock(Safetensors file, StockHeadNames naming, String prefix) {
        Weight last = file.weight(prefix + naming.lastWeight());
        if (last.shape().length != 2 || last.size() == 0) {
            throw new ModelFormatException(
                    file.file(),
                    quote(last.name()) + " has the shape " + Arrays.toString(last.shape()) + ": expected [C, D]");
        }
        int outputs = last.shape()[0];
        String said = file.metadata().get(LABELS);
        List<String> labels = said == null ? StockHead.unnamed(outputs) : labels(file, said);
        if (Math.max(1, labels.size()) != outputs) {
            throw new ModelFormatException(
                    file.file(), quote(last.name()) + " has " + outputs + " rows: expected one for each of " + labels);
        }
        Map<String, float[]> numbers = new LinkedHashMap<>();
        for (String tensor : naming.tensors()) {
            Weight weight = file.weight(prefix + tensor, naming.shape(tensor, outputs, last.shape()[1]));
            numbers.put(tensor, weight.requireFinite(file.file()).toArray());
        }
        try {
            return new StockHead(naming, labels, numbers);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file.file(), e.getMessage(), e);
        }
    }

    /** The metadata are texts of JSON; as fields of an object they are read and refused like all others. */
    private static List<String> labels(Safetensors file, String said) {
        return JsonFields.parse(file.file(), "{\"labels\":" + said + "}").texts(LABELS);
    }

    private static MeanHead readMean(Safetensors head) {
        Map<String, String> metadata = head.metadata();
        if (metadata.get(LABELS) == null || metadata.get(SCALE) == null) {
            throw unknown(head);
        }
        List<String> labels = labels(head, metadata.get(LABELS));
        Weight weight = weight(head, Math.max(1, labels.size()));
        try {
            return new MeanHead(
                    labels,
                    JsonFields.parse(head.file(), "{\"scale\":" + metadata.get(SCALE) + "}")
                            .number(SCALE, Double.MIN_NORMAL, Float.MAX_VALUE),
                    weight.toArray(),
                    head.weight("bias", Math.max(1, labels.size()))
                            .requireFinite(head.file())
                            .toArray());
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(head.file(), e.getMessage(), e);
        }
    }

    private static CosineHead readCosine(Safetensors head) {
        if (head.metadata().get(LABELS) == null) {
            throw unknown(head);
        }
        List<String> labels = labels(head, head.metadata().get(LABELS));
        Weight weight = weight(head, labels.size());
        float scale = head.weight(SCALE, 1).requireFinite(head.file()).toArray()[0];
        try {
            return new CosineHead(labels, scale, weight.toArray());
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(head.file(), e.getMessage(), e);
        }
    }

    /** W, with a row for each output. */
    private static Weight weight(Safetensors head, int outputs) {
        Weight weight = head.weight(WEIGHT).requireFinite(head.file());
        if (weight.shape().length != 2 || weight.shape()[0] != outputs) {
            throw new ModelFormatException(
                    head.file(),
                    "weight has shape " + Arrays.toString(weight.shape()) + ": expected [" + outputs + ", D] for "
                            + outputs + " outputs");
        }
        return weight;
    }
}
