package sharelora.importers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import sharelora.engine.format.safetensors.Weight;

/** Writes ONNX models as an exporter does: projections nameless and transposed, named by the nodes that use them. */
final class HandMadeOnnx {

    private HandMadeOnnx() {}

    /** A {@code ModelProto} of a tiny BERT. */
    static byte[] model(Map<String, Weight> weights) {
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        int nameless = 787;
        for (Map.Entry<String, Weight> entry : new TreeMap<>(weights).entrySet()) {
            String name = entry.getKey();
            Weight weight = entry.getValue();
            boolean projection = weight.shape().length == 2 && !name.startsWith("embeddings.");
            String initializer = projection ? "onnx::MatMul_" + nameless++ : name;
            if (projection) {
                String module =
                        "/" + name.replace(".weight", "").replace('.', '/').replace("layer/", "layer.");
                bytes(graph, 1, node(module + "/MatMul", "some_output", initializer));
            }
            // Every other initializer has its numbers packed in float_data, to read both forms.
            bytes(graph, 5, tensor(initializer, projection ? transposed(weight) : weight, projection ? 9 : 4));
        }
        bytes(graph, 5, positionIds());
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        varint(model, 1, 6);
        bytes(model, 2, text("pytorch"));
        bytes(model, 7, graph.toByteArray());
        return model.toByteArray();
    }

    /** A jar with a model and a tokenizer of that stem. */
    static Path jar(Path jar, String stem, byte[] model, String tokenizer) {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry(stem + ".onnx"));
            zip.write(model);
            zip.putNextEntry(new ZipEntry(stem + "-tokenizer.json"));
            zip.write(tokenizer.getBytes(StandardCharsets.UTF_8));
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] node(String name, String input, String initializer) {
        ByteArrayOutputStream node = new ByteArrayOutputStream();
        bytes(node, 1, text(input));
        bytes(node, 1, text(initializer));
        bytes(node, 2, text(name + "_output_0"));
        bytes(node, 3, text(name));
        bytes(node, 4, text("MatMul"));
        return node.toByteArray();
    }

    private static byte[] tensor(String name, Weight weight, int dataField) {
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        for (int n : weight.shape()) {
            varint(tensor, 1, n);
        }
        varint(tensor, 2, 1);
        bytes(tensor, 8, text(name));
        ByteBuffer data = ByteBuffer.allocate(weight.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : weight.toArray()) {
            data.putFloat(number);
        }
        bytes(tensor, dataField, data.array());
        return tensor.toByteArray();
    }

    /** 64-bit numbers with packed dimensions, which no weight is. */
    private static byte[] positionIds() {
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        bytes(tensor, 1, new byte[] {1, 5});
        varint(tensor, 2, 7);
        bytes(tensor, 8, text("embeddings.position_ids"));
        bytes(tensor, 9, new byte[5 * Long.BYTES]);
        return tensor.toByteArray();
    }

    private static Weight transposed(Weight weight) {
        int rows = weight.shape()[0];
        int columns = weight.shape()[1];
        float[] numbers = new float[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                numbers[c * rows + r] = weight.get((long) r * columns + c);
            }
        }
        return Weight.of(weight.name(), new int[] {columns, rows}, numbers);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void varint(ByteArrayOutputStream out, int field, long value) {
        number(out, (long) field << 3);
        number(out, value);
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] bytes) {
        number(out, ((long) field << 3) | 2);
        number(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void number(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
