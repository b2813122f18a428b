package sharelora.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The memory that this process could still have, from Linux's {@code /proc} and the limits of its container. */
public final class MachineMemory {

    /** Of version 2 and version 1 of Linux's control groups, as a container sees its own. */
    private static final List<String> LIMITS = List.of("memory.max", "memory/memory.limit_in_bytes");

    private MachineMemory() {}

    /**
     * The most bytes that there can be: what the system counts as available, swap included, and no more than what the
     * container's limit leaves beside this process. A number beyond all memory where the system does not tell.
     */
    public static long available() {
        return available(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    static long available(Path proc, Path groups) {
        OptionalLong free = kibibytes(proc.resolve("meminfo"), "MemAvailable");
        OptionalLong swap = kibibytes(proc.resolve("meminfo"), "SwapFree");
        OptionalLong resident = kibibytes(proc.resolve("self/status"), "VmRSS");
        return free.isEmpty()
                ? Long.MAX_VALUE
                : available(free.getAsLong(), swap.orElse(0), limit(groups), resident.orElse(0));
    }

    /** All in bytes. */
    static long available(long free, long swap, OptionalLong limit, long resident) {
        long left = limit.isPresent() ? Math.max(0, limit.getAsLong() - resident) : Long.MAX_VALUE;
        return Math.min(free, left) + swap;
    }

    private static OptionalLong limit(Path groups) {
        return LIMITS.stream()
                .flatMap(name -> lines(groups.resolve(name)).stream())
                .filter(line -> line.matches("\\d{1,18}")) // "max": there is none
                .mapToLong(Long::parseLong)
                .min();
    }

    private static OptionalLong kibibytes(Path file, String name) {
        return lines(file).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException absent) {
            return List.of(); // no Linux, or no such limit: nothing is known, so nothing is refused
        }
    }
}
