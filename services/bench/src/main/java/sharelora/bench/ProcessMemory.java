package sharelora.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/** The memory of this process, from Linux's {@code /proc}. */
final class ProcessMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path FORGET = Path.of("/proc/self/clear_refs");
    private static final String PEAK = "5";

    private ProcessMemory() {}

    /** The resident set size now, in bytes. */
    static long resident() {
        return status("VmRSS");
    }

    /** The peak resident set size, in bytes. */
    static long peak() {
        return status("VmHWM");
    }

    /** Resets the peak, so that what came before is not part of the measurement. */
    static void forgetPeak() {
        try {
            Files.writeString(FORGET, PEAK);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + FORGET, e);
        }
    }

    /** Bytes that all threads together have allocated on the Java heap so far. */
    static long allocated() {
        try {
            return (long) ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME), "TotalThreadAllocatedBytes");
        } catch (JMException e) {
            throw new IllegalStateException("this JVM does not count what its threads allocate", e);
        }
    }

    private static long status(String name) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(STATUS + " has no line " + name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + STATUS, e);
        }
    }
}
