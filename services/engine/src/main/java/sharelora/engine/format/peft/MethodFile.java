package sharelora.engine.format.peft;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.peft.OwnMatrices.OwnMatrix;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.TensorType;
import sharelora.engine.format.safetensors.Weight;

/**
 * The matrices of a method's own in a safetensors file beside an adapter, each once however many layers share it. What they
 * belong to stands in the metadata. The same matrices make the same bytes.
 */
public final class MethodFile {

    /** What it is called beside other files. */
    public static final String NAME = "method.safetensors";

    /** Key of the metadata that says how the matrices go into a folder. */
    public static final String FORM = "form";

    private static final String FORMAT = "sharelora-method-1";
    private static final String ADAPTER = "adapter";

    private MethodFile() {}

    /**
     * Writes those of an adapter, if it has any, into the folder where it is written.
     *
     * @throws java.io.UncheckedIOException when they cannot be written
     */
    public static void writeBeside(LowRankAdapter adapter, Path folder) {
        adapter.own().ifPresent(own -> write(own, folder.resolve(NAME)));
    }

    /**
     * The adapter with those that lie in the folder where it was read; as it is, where there are none.
     *
     * @throws ModelFormatException naming file, value and expectation
     */
    public static LowRankAdapter readBeside(LowRankAdapter adapter, Path folder) {
        Path file = folder.resolve(NAME);
        return Files.exists(file) ? adapter.with(read(file)) : adapter;
    }

    /**
     * Writes them; {@code file} appears when it is complete.
     *
     * @throws java.io.UncheckedIOException when it cannot be written
     */
    public static void write(OwnMatrices own, Path file) {
        SafetensorsWriter.write(
                file,
                new TreeMap<>(Map.of(
                        "format",
                        FORMAT,
                        ADAPTER,
                        own.adapter(),
                        FORM,
                        own.form().name())),
                weights(own),
                types(own));
    }

    /** The matrices as tensors of their names, and what the method chose as tensors of whole numbers. */
    public static List<Weight> weights(OwnMatrices own) {
        List<Weight> weights = new ArrayList<>();
        own.matrices().forEach((name, matrix) -> weights.add(weight(name, matrix)));
        own.integers().forEach((name, words) -> weights.add(Weight.ofWords(name, words)));
        return weights;
    }

    /** The types of those that are no float32. */
    public static Map<String, TensorType> types(OwnMatrices own) {
        Map<String, TensorType> types = new TreeMap<>();
        own.integers().keySet().forEach(name -> types.put(name, TensorType.I32));
        return types;
    }

    static Weight weight(String name, OwnMatrix matrix) {
        return Weight.of(name, new int[] {matrix.rows(), matrix.columns()}, matrix.numbers());
    }

    /**
     * Reads them: equal to those that were written.
     *
     * @throws ModelFormatException naming file, value and expectation
     */
    public static OwnMatrices read(Path file) {
        try (Safetensors tensors = Safetensors.open(file)) {
            Map<String, String> metadata = tensors.metadata();
            if (!FORMAT.equals(metadata.get("format")) || !metadata.containsKey(ADAPTER)) {
                throw new ModelFormatException(
                        file, "has the format " + metadata.get("format") + ": expected " + FORMAT + " of an adapter");
            }
            return of(tensors);
        }
    }

    /**
     * All tensors of a file whose metadata say what they belong to.
     *
     * @throws ModelFormatException naming file, value and expectation
     */
    public static OwnMatrices of(Safetensors tensors) {
        Map<String, OwnMatrix> matrices = new TreeMap<>();
        Map<String, int[]> integers = new TreeMap<>();
        for (String name : tensors.names()) {
            if (tensors.isOfWords(name)) {
                integers.put(name, tensors.words(name));
            } else {
                matrices.put(name, matrix(tensors.file(), tensors.weight(name)));
            }
        }
        Map<String, String> metadata = tensors.metadata();
        return new OwnMatrices(metadata.get(ADAPTER), form(tensors.file(), metadata.get(FORM)), matrices, integers);
    }

    private static OwnMatrices.Form form(Path file, String name) {
        return Arrays.stream(OwnMatrices.Form.values())
                .filter(form -> form.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ModelFormatException(
                        file,
                        "says that its form is " + name + ": expected one of "
                                + Arrays.toString(OwnMatrices.Form.values())));
    }

    /** A tensor with one dimension is one row. */
    static OwnMatrix matrix(Path file, Weight weight) {
        int[] shape = weight.requireFinite(file).shape();
        if (shape.length < 1 || shape.length > 2 || weight.size() == 0) {
            throw new ModelFormatException(
                    file,
                    ModelFormatException.quote(weight.name()) + " is no matrix: expected two sizes, none of them 0");
        }
        return new OwnMatrix(shape.length == 1 ? 1 : shape[0], shape[shape.length - 1], weight.toArray());
    }
}
