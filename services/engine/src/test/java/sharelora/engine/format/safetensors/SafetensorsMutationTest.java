package sharelora.engine.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.format.ModelFormatException;

/**
 * Thousands of damaged files, and a hundred thousand damaged headers: each is refused with the documented exception, or
 * every number can be read; and whatever sizes a header speaks of, nobody allocates memory for them.
 */
class SafetensorsMutationTest {

    private static final int MUTATIONS = 2_000;

    private static final int HEADERS = 100_000;

    private static final int BLOCK = 100;

    /** What reading a block of headers of some hundred bytes may take, JSON parsers and messages included. */
    private static final long MOST_ALLOCATED = 16L << 20;

    private static final List<String> FRAGMENTS = List.of(
            "-1",
            "99999999999999999999",
            "4294967296",
            "1e3",
            "null",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\u0000",
            "F16",
            "I64",
            "__metadata__",
            "data_offsets",
            "\ud83d\ude00",
            "0",
            "[[[[[[[[[[");

    @TempDir
    Path folder;

    @Test
    void damageOnlyEverRaisesTheDocumentedException() throws IOException {
        // Given
        Path file = folder.resolve("model.safetensors");
        byte[] sound = sound();
        Random random = new Random(11);
        int refused = 0;
        // When
        for (int i = 0; i < MUTATIONS; i++) {
            Files.write(file, mutated(sound, random));
            refused += opens(file, i) ? 0 : 1;
        }
        // Then
        assertThat(refused).isBetween(MUTATIONS / 2, MUTATIONS - 1);
    }

    @Test
    void damagedHeadersCostNoMoreMemoryThanSoundOnes() throws Exception {
        // Given
        byte[] sound = sound();
        int headerEnd = Long.BYTES
                + (int) ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Random random = new Random(12);
        int refused = 0;
        long most = 0;
        // When
        for (int i = 0; i < HEADERS; i += BLOCK) {
            long before = allocated();
            for (int j = 0; j < BLOCK; j++) {
                byte[] header = mutated(Arrays.copyOf(sound, headerEnd), random);
                byte[] bytes = Arrays.copyOf(header, header.length + sound.length - headerEnd);
                refused += isRefused(bytes, i + j) ? 1 : 0;
            }
            most = Math.max(most, allocated() - before);
        }
        // Then
        assertThat(refused).isBetween(HEADERS / 2, HEADERS - 1);
        assertThat(most).isBetween(1L, MOST_ALLOCATED);
    }

    private static boolean isRefused(byte[] bytes, int mutation) {
        try {
            Safetensors.readHeader(Path.of("m"), MemorySegment.ofArray(bytes));
            return false;
        } catch (ModelFormatException e) {
            return true;
        } catch (RuntimeException e) {
            return fail("mutation " + mutation, e);
        }
    }

    private byte[] sound() throws IOException {
        Path file = folder.resolve("sound.safetensors");
        SafetensorsWriter.write(
                file,
                Map.of("format", "pt"),
                List.of(
                        Weight.of("a", new int[] {2, 2}, new float[4]),
                        Weight.of("b", new int[] {3}, new float[3]),
                        Weight.of("c", new int[] {0}, new float[0])));
        return Files.readAllBytes(file);
    }

    /** Bytes that this thread has allocated so far. */
    private static long allocated() throws JMException {
        return (Long) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                        "getThreadAllocatedBytes",
                        new Object[] {Thread.currentThread().threadId()},
                        new String[] {"long"});
    }

    private static boolean opens(Path file, int mutation) {
        try (Safetensors read = Safetensors.open(file)) {
            for (String name : read.names()) {
                readAll(read, name);
            }
            return true;
        } catch (ModelFormatException e) {
            assertThat(e.getMessage()).startsWith(file + ": ").doesNotContain("\n");
            return false;
        } catch (RuntimeException e) {
            return fail("mutation " + mutation, e);
        }
    }

    private static void readAll(Safetensors read, String name) {
        try {
            Weight weight = read.weight(name);
            assertThat(weight.toArray()).hasSize(weight.size());
        } catch (ModelFormatException e) {
            assertThat(e.getMessage()).contains("expected F32, F16 or BF16");
        }
    }

    private static byte[] mutated(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        for (int n = random.nextInt(3); n >= 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[random.nextInt(Math.min(Long.BYTES, bytes.length))] = (byte) random.nextInt(256);
                case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
                case 3 -> overwrite(bytes, at, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
                default -> bytes[at] = (byte) ('0' + random.nextInt(10));
            }
        }
        return bytes;
    }

    private static void overwrite(byte[] bytes, int at, String fragment) {
        byte[] text = fragment.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, bytes, at, Math.min(text.length, bytes.length - at));
    }
}
