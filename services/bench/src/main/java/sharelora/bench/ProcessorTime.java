package sharelora.bench;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What this process has taken of the processor. */
final class ProcessorTime {

    private ProcessorTime() {}

    /** Nanoseconds of all threads together, since the process began. */
    static long nanos() {
        try {
            return (long) ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), "ProcessCpuTime");
        } catch (JMException e) {
            throw new IllegalStateException("this JVM does not count what its process takes of the processor", e);
        }
    }
}
