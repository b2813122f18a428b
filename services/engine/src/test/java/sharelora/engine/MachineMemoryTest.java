package sharelora.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineMemoryTest {

    private static final long GIB = 1L << 30;

    @TempDir
    private Path folder;

    @Test
    void isWhatTheSystemHasAndNoMoreThanTheContainerLeaves() {
        assertThat(MachineMemory.available(20 * GIB, GIB, OptionalLong.empty(), 2 * GIB))
                .isEqualTo(21 * GIB);
        assertThat(MachineMemory.available(20 * GIB, 0, OptionalLong.of(8 * GIB), 2 * GIB))
                .isEqualTo(6 * GIB);
        assertThat(MachineMemory.available(4 * GIB, 0, OptionalLong.of(8 * GIB), 2 * GIB))
                .isEqualTo(4 * GIB);
        assertThat(MachineMemory.available(4 * GIB, 0, OptionalLong.of(GIB), 2 * GIB))
                .isZero();
    }

    @Test
    void isReadFromTheSystemsFiles() throws IOException {
        // Given
        Files.writeString(folder.resolve("meminfo"), "MemTotal: 9000 kB\nMemAvailable:   5000 kB\nSwapFree: 10 kB\n");
        Files.createDirectories(folder.resolve("self"));
        Files.writeString(folder.resolve("self/status"), "Name: java\nVmRSS:\t  100 kB\n");
        long free = MachineMemory.available(folder, folder);
        // When
        Files.writeString(folder.resolve("memory.max"), 1100 * 1024 + "\n");
        long limited = MachineMemory.available(folder, folder);
        Files.writeString(folder.resolve("memory.max"), "max\n");
        long unlimited = MachineMemory.available(folder, folder);
        // Then
        assertThat(free).isEqualTo(5010 * 1024);
        assertThat(limited).isEqualTo(1010 * 1024);
        assertThat(unlimited).isEqualTo(free);
    }

    @Test
    void hasNoEndWhereTheSystemDoesNotTell() {
        assertThat(MachineMemory.available(folder, folder)).isEqualTo(Long.MAX_VALUE);
        assertThat(MachineMemory.available()).isPositive();
    }
}
