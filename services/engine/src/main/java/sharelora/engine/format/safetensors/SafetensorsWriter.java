package sharelora.engine.format.safetensors;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import sharelora.engine.format.CanonicalJson;

/**
 * Writes tensors, float32 where nothing else is asked for, as safetensors with canonical bytes: the same tensors and metadata make the same file. Names
 * and keys are sorted, data lies in the order of names, the header is padded with spaces to a multiple of 8.
 */
public final class SafetensorsWriter {

    private static final int CHUNK = 1 << 16;

    private SafetensorsWriter() {}

    /** Writes tensors that are all there; see {@link #write(Path, Map, Map, Function)}. */
    public static WrittenFile write(Path file, Map<String, String> metadata, Collection<Weight> tensors) {
        return write(file, metadata, tensors, Map.of());
    }

    /** Writes tensors that are all there, of those types; see {@link #write(Path, Map, Map, Map, Function)}. */
    public static WrittenFile write(
            Path file, Map<String, String> metadata, Collection<Weight> tensors, Map<String, TensorType> types) {
        Map<String, Weight> byName = new TreeMap<>();
        Map<String, int[]> shapes = new TreeMap<>();
        for (Weight tensor : tensors) {
            if (byName.put(tensor.name(), tensor) != null) {
                throw new IllegalArgumentException("two tensors are named " + tensor.name());
            }
            shapes.put(tensor.name(), tensor.shape());
        }
        return write(file, metadata, shapes, types, byName::get);
    }

    /**
     * Writes tensors that are made one at a time, in the order of their names. The file appears under its name when it
     * is complete; nothing is forced to the disk.
     *
     * @param metadata the header's {@code __metadata__}; Python's readers expect {@code format: pt}
     * @param source gives the tensor of a name, with the shape announced for it
     * @throws UncheckedIOException when the file cannot be written
     */
    public static WrittenFile write(
            Path file, Map<String, String> metadata, Map<String, int[]> shapes, Function<String, Weight> source) {
        return write(file, metadata, shapes, Map.of(), source);
    }

    /**
     * As {@link #write(Path, Map, Map, Function)}, with numbers of other types: each the nearest that the type has.
     *
     * @param types F32, F16 or BF16 by name, or I32 for whole numbers of 32 bits, which stay as they are; float32 where there
     *     is none
     * @throws ArithmeticException naming the tensor and the number that the type is too narrow for
     */
    public static WrittenFile write(
            Path file,
            Map<String, String> metadata,
            Map<String, int[]> shapes,
            Map<String, TensorType> types,
            Function<String, Weight> source) {
        SortedMap<String, int[]> sorted = new TreeMap<>(shapes);
        byte[] header = header(metadata, sorted, types);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        MessageDigest digest = sha256();
        long bytes = (long) Long.BYTES + header.length;
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(part), digest)) {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (Map.Entry<String, int[]> tensor : sorted.entrySet()) {
                MemorySegment data = narrowed(
                        checked(source.apply(tensor.getKey()), tensor.getValue()), type(types, tensor.getKey()));
                copy(data, out);
                bytes += data.byteSize();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + part + ": " + e.getMessage(), e);
        }
        move(part, file);
        return new WrittenFile(HexFormat.of().formatHex(digest.digest()), bytes);
    }

    private static TensorType type(Map<String, TensorType> types, String name) {
        return types.getOrDefault(name, TensorType.F32);
    }

    private static byte[] header(
            Map<String, String> metadata, SortedMap<String, int[]> shapes, Map<String, TensorType> types) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("__metadata__", metadata);
        long begin = 0;
        for (Map.Entry<String, int[]> tensor : shapes.entrySet()) {
            TensorType type = type(types, tensor.getKey());
            long size = type.bytes();
            for (int n : tensor.getValue()) {
                size = Math.multiplyExact(size, n);
            }
            fields.put(
                    tensor.getKey(),
                    Map.of(
                            "dtype", type.name(),
                            "shape", tensor.getValue(),
                            "data_offsets", List.of(begin, begin + size)));
            begin += size;
        }
        byte[] json = CanonicalJson.text(fields).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    private static MemorySegment narrowed(Weight tensor, TensorType type) {
        if (type == TensorType.I32) {
            return tensor.data();
        }
        MemorySegment narrow = type.ofFloat32(tensor.data());
        if (type != TensorType.F32) {
            Weight read = new Weight(tensor.name(), tensor.shape(), type.asFloat32(narrow));
            for (long i = 0; i < tensor.size(); i++) {
                if (Float.isInfinite(read.get(i)) && Float.isFinite(tensor.get(i))) {
                    throw new ArithmeticException("tensor " + tensor.name() + " holds " + tensor.get(i) + " at " + i
                            + ": expected a number that " + type + " has room for");
                }
            }
        }
        return narrow;
    }

    private static Weight checked(Weight tensor, int[] shape) {
        if (!Arrays.equals(tensor.shape(), shape) || tensor.data().byteSize() != (long) tensor.size() * Float.BYTES) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " has shape "
                    + Arrays.toString(tensor.shape()) + " and " + tensor.data().byteSize() + " bytes: expected "
                    + Arrays.toString(shape));
        }
        return tensor;
    }

    private static void copy(MemorySegment data, OutputStream out) throws IOException {
        byte[] chunk = new byte[CHUNK];
        MemorySegment buffer = MemorySegment.ofArray(chunk);
        for (long at = 0; at < data.byteSize(); at += CHUNK) {
            int length = (int) Math.min(CHUNK, data.byteSize() - at);
            MemorySegment.copy(data, at, buffer, 0, length);
            out.write(chunk, 0, length);
        }
    }

    private static void move(Path part, Path file) {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move " + part + " to " + file + ": " + e.getMessage(), e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
