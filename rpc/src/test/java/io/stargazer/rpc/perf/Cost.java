package io.stargazer.rpc.perf;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What this process has used up so far; the difference of two is the cost of what was between. */
record Cost(long calls, long wallNs, long cpuNs, long allocatedBytes) {

    static Cost now(long calls) {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return new Cost(
                calls,
                System.nanoTime(),
                system.getProcessCpuTime(),
                threads.getTotalThreadAllocatedBytes());
    }

    /** Rate, CPU time and allocation since {@code before}. */
    String since(Cost before) {
        double made = Math.max(1, calls - before.calls);
        return "%,.0f calls/s, %.0f ns CPU/call, %.1f bytes/call"
                .formatted(
                        made / (wallNs - before.wallNs) * 1e9,
                        (cpuNs - before.cpuNs) / made,
                        (allocatedBytes - before.allocatedBytes) / made);
    }
}
