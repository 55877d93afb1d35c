package io.stargazer.bench.rpc.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process has used since it started, by all its threads, the JVM's own among them.
 *
 * @param cpuNs processor time
 * @param allocatedBytes on the heap
 */
public record Usage(long cpuNs, long allocatedBytes) {

    public static Usage now() {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return new Usage(system.getProcessCpuTime(), threads.getTotalThreadAllocatedBytes());
    }

    public Usage since(Usage before) {
        return new Usage(cpuNs - before.cpuNs, allocatedBytes - before.allocatedBytes);
    }

    /** One line, for another process. */
    public String line() {
        return cpuNs + " " + allocatedBytes;
    }

    /** Reads {@link #line}. */
    public static Usage parse(String line) {
        int space = line.indexOf(' ');
        return new Usage(
                Long.parseLong(line.substring(0, space)),
                Long.parseLong(line.substring(space + 1)));
    }
}
