package sharelora.engine.format.safetensors;

import static sharelora.engine.format.ModelFormatException.quote;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import sharelora.engine.format.ModelFormatException;

/**
 * A mapped safetensors file: 8 bytes of header length, the header, then the numbers of all tensors without a hole.
 *
 * <p>Opening checks every tensor against the file. What it hands out is the mapped memory and must not be read after
 * {@link #close}. No process may shorten the file while it is open, since reading behind its end then ends this process.
 */
public final class Safetensors implements AutoCloseable {

    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final Arena arena;
    private final MemorySegment data;
    private final Map<String, String> metadata;
    private final SortedMap<String, TensorEntry> tensors;

    private Safetensors(Path file, Arena arena, MemorySegment data, SafetensorsHeader header) {
        this.file = file;
        this.arena = arena;
        this.data = data;
        this.metadata = Collections.unmodifiableMap(header.metadata());
        this.tensors = new TreeMap<>();
        header.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
    }

    /**
     * Maps a file and checks all that its header says.
     *
     * @throws ModelFormatException when it is missing, damaged or no safetensors file
     */
    @SuppressWarnings("MustBeClosedChecker") // The arena lives as long as what is returned, and dies with a failure.
    public static Safetensors open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFormatException(file, "no such file: expected a safetensors file");
        }
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            SafetensorsHeader header = readHeader(file, mapped);
            return new Safetensors(file, arena, mapped.asSlice(dataOffset(mapped)), header);
        } catch (IOException e) {
            arena.close();
            throw new ModelFormatException(file, "cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    public Path file() {
        return file;
    }

    /** The texts of the header's {@code __metadata__}. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Names of all tensors, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /** Numbers of all tensors together, by the header alone. */
    public long parameters() {
        return tensors.values().stream()
                .mapToLong(tensor -> tensor.bytes() / tensor.type().bytes())
                .sum();
    }

    /** The type of a tensor's numbers in the file; none where there is no such tensor. */
    public Optional<TensorType> type(String name) {
        return Optional.ofNullable(tensors.get(name)).map(TensorEntry::type);
    }

    /**
     * A tensor of whatever shape as float32: mapped memory for F32, a converted copy for F16 and BF16.
     *
     * @throws ModelFormatException when it is missing or its type is none of the three
     */
    public Weight weight(String name) {
        TensorEntry tensor = readable(name);
        return new Weight(name, tensor.shape().clone(), tensor.type().asFloat32(bytes(tensor)));
    }

    /**
     * A tensor of the given shape as float32.
     *
     * @throws ModelFormatException when it is missing, has another shape, or its type is none of the three
     */
    public Weight weight(String name, int... shape) {
        return shaped(weight(name), shape);
    }

    /** The same with the copy of F16 and BF16 in room from that allocator. */
    public Weight weight(String name, SegmentAllocator room, int... shape) {
        TensorEntry tensor = readable(name);
        return shaped(new Weight(name, tensor.shape().clone(), tensor.type().asFloat32(bytes(tensor), room)), shape);
    }

    private TensorEntry readable(String name) {
        TensorEntry tensor = tensors.get(name);
        if (tensor == null) {
            throw new ModelFormatException(file, "has no tensor " + quote(name));
        }
        if (!tensor.type().readable()) {
            throw new ModelFormatException(
                    file, "tensor " + quote(name) + " has dtype " + tensor.type() + ": expected F32, F16 or BF16");
        }
        return tensor;
    }

    private MemorySegment bytes(TensorEntry tensor) {
        return data.asSlice(tensor.begin(), tensor.bytes());
    }

    private Weight shaped(Weight weight, int... shape) {
        if (!Arrays.equals(weight.shape(), shape)) {
            throw new ModelFormatException(
                    file,
                    "tensor " + quote(weight.name()) + " has shape " + Arrays.toString(weight.shape()) + ": expected "
                            + Arrays.toString(shape));
        }
        return weight;
    }

    /**
     * A copy of a tensor of whole numbers, of whatever shape.
     *
     * @throws ModelFormatException when it is missing or its type is not I32
     */
    public int[] words(String name) {
        TensorEntry tensor = tensors.get(name);
        if (tensor == null) {
            throw new ModelFormatException(file, "has no tensor " + quote(name));
        }
        if (tensor.type() != TensorType.I32) {
            throw new ModelFormatException(
                    file, "tensor " + quote(name) + " has dtype " + tensor.type() + ": expected I32");
        }
        return data.asSlice(tensor.begin(), tensor.bytes()).toArray(WORD);
    }

    /** Whether a tensor is there of whole numbers, for {@link #words}. */
    public boolean isOfWords(String name) {
        TensorEntry tensor = tensors.get(name);
        return tensor != null && tensor.type() == TensorType.I32;
    }

    /** Frees the memory pages that were read; a later access reads them from the file again. */
    public void unload() {
        data.unload();
    }

    /** Ends the mapping at once, so no other thread may be reading. */
    @Override
    public void close() {
        arena.close();
    }

    private static long dataOffset(MemorySegment mapped) {
        return Long.BYTES + mapped.get(LENGTH, 0);
    }

    /** Reads the header of what a file holds and compares all that it says with the rest. */
    static SafetensorsHeader readHeader(Path file, MemorySegment mapped) {
        long rest = mapped.byteSize() - Long.BYTES;
        if (rest < 2) {
            throw new ModelFormatException(
                    file, "has " + mapped.byteSize() + " bytes: expected at least 10, a length and a header");
        }
        ModelFormatException.refuseLfsPointer(
                file, mapped.asSlice(0, Math.min(mapped.byteSize(), 64)).toArray(ValueLayout.JAVA_BYTE));
        long length = mapped.get(LENGTH, 0);
        if (length < 2 || length > rest || length > SafetensorsHeader.MAX_BYTES) {
            throw new ModelFormatException(
                    file,
                    "says its header has " + Long.toUnsignedString(length) + " bytes: expected 2 to "
                            + Math.min(rest, SafetensorsHeader.MAX_BYTES));
        }
        ByteBuffer bytes = mapped.asSlice(Long.BYTES, length).asByteBuffer();
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            SafetensorsHeader header = SafetensorsHeader.parse(file, text);
            checkLayout(file, header, rest - length);
            return header;
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(file, "header is not UTF-8", e);
        }
    }

    /** Sizes fit the shapes, and the tensors lie end to end over all of the data. */
    private static void checkLayout(Path file, SafetensorsHeader header, long dataBytes) {
        List<TensorEntry> inOrder = new ArrayList<>(header.tensors());
        inOrder.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
        long next = 0;
        for (TensorEntry tensor : inOrder) {
            checkSize(file, tensor);
            if (tensor.begin() != next || tensor.end() > dataBytes) {
                throw new ModelFormatException(
                        file,
                        "tensor " + quote(tensor.name()) + " lies at [" + tensor.begin() + ", " + tensor.end()
                                + "): expected it to begin at " + next + " and to end by " + dataBytes
                                + ", without overlap or hole");
            }
            next = tensor.end();
        }
        if (next != dataBytes) {
            throw new ModelFormatException(
                    file, "holds " + dataBytes + " bytes of data: expected " + next + " by its header");
        }
    }

    private static void checkSize(Path file, TensorEntry tensor) {
        long size = 1;
        for (int n : tensor.shape()) {
            // Both factors are below 2^31, so the product cannot overflow before it is compared.
            size *= n;
            if (size > Integer.MAX_VALUE) {
                break;
            }
        }
        if (size > Integer.MAX_VALUE || size * tensor.type().bytes() != tensor.bytes()) {
            throw new ModelFormatException(
                    file,
                    "tensor " + quote(tensor.name()) + " of dtype " + tensor.type() + " and shape "
                            + Arrays.toString(tensor.shape()) + " has " + tensor.bytes() + " bytes: expected "
                            + (size > Integer.MAX_VALUE
                                    ? "a shape of fewer than 2^31 numbers"
                                    : size * tensor.type().bytes()));
        }
    }
}
