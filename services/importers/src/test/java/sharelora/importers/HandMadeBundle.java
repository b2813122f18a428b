package sharelora.importers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Variables as TensorFlow saves them, byte by byte: small enough to read, real enough to be read. */
final class HandMadeBundle {

    static final String ARCHIVE = "com/example/model";

    private final TreeMap<String, byte[]> entries = new TreeMap<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    HandMadeBundle add(String name, int[] shape, float... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        entry(name, shape, data.size(), bytes.capacity());
        data.writeBytes(bytes.array());
        return this;
    }

    HandMadeBundle entry(String name, int[] shape, int offset, int size) {
        ByteArrayOutputStream dimensions = new ByteArrayOutputStream();
        for (int n : shape) {
            ByteArrayOutputStream dimension = new ByteArrayOutputStream();
            number(dimension, 1, n);
            message(dimensions, 2, dimension.toByteArray());
        }
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        number(entry, 1, 1);
        message(entry, 2, dimensions.toByteArray());
        if (offset > 0) {
            number(entry, 4, offset); // a zero is left out
        }
        number(entry, 5, size);
        entries.put(name, entry.toByteArray());
        return this;
    }

    byte[] data() {
        return data.toByteArray();
    }

    /** Two blocks of entries, keys shortened, and the block that says where they are. */
    byte[] index() {
        List<Map.Entry<String, byte[]>> all = new ArrayList<>(entries.entrySet());
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        Map<String, byte[]> places = new LinkedHashMap<>();
        int half = all.size() / 2;
        for (List<Map.Entry<String, byte[]>> part : List.of(all.subList(0, half), all.subList(half, all.size()))) {
            Map<String, byte[]> block = new LinkedHashMap<>();
            part.forEach(entry -> block.put(entry.getKey(), entry.getValue()));
            places.put("until " + places.size(), block(table, block));
        }
        byte[] ofPlaces = block(table, places);
        ByteArrayOutputStream footer = new ByteArrayOutputStream();
        footer.writeBytes(new byte[] {0, 0});
        footer.writeBytes(ofPlaces);
        byte[] padded = Arrays.copyOf(footer.toByteArray(), 40);
        table.writeBytes(padded);
        table.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0xdb4775248b80fb57L)
                .array());
        return table.toByteArray();
    }

    private static byte[] block(ByteArrayOutputStream table, Map<String, byte[]> entries) {
        int offset = table.size();
        byte[] before = new byte[0];
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            byte[] key = entry.getKey().getBytes(StandardCharsets.UTF_8);
            int shared = 0;
            while (shared < Math.min(before.length, key.length) && before[shared] == key[shared]) {
                shared++;
            }
            varint(table, shared);
            varint(table, key.length - shared);
            varint(table, entry.getValue().length);
            table.write(key, shared, key.length - shared);
            table.writeBytes(entry.getValue());
            before = key;
        }
        table.writeBytes(new byte[] {0, 0, 0, 0, 1, 0, 0, 0}); // one restart, at 0
        int size = table.size() - offset;
        table.writeBytes(new byte[] {0, 1, 2, 3, 4}); // no compression, a checksum that nobody reads
        ByteArrayOutputStream place = new ByteArrayOutputStream();
        varint(place, offset);
        varint(place, size);
        return place.toByteArray();
    }

    /** A jar with the archive in it, both stored. */
    static Path jar(Path file, Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        zip(inner, files);
        try (var out = Files.newOutputStream(file)) {
            zip(out, Map.of(ARCHIVE, inner.toByteArray()));
        }
        return file;
    }

    private static void zip(OutputStream to, Map<String, byte[]> files) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(to)) {
            for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                CRC32 checksum = new CRC32();
                checksum.update(file.getValue());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(file.getValue().length);
                entry.setCrc(checksum.getValue());
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        }
    }

    private static void number(ByteArrayOutputStream out, int field, long value) {
        varint(out, (long) field << 3);
        varint(out, value);
    }

    private static void message(ByteArrayOutputStream out, int field, byte[] bytes) {
        varint(out, ((long) field << 3) | 2);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long left = value;
        while (left > 0x7f) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }
}
