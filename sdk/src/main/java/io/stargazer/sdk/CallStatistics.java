package io.stargazer.sdk;

import io.stargazer.api.registry.LatencyScale;
import io.stargazer.api.registry.MethodCalls;
import io.stargazer.api.registry.MethodCalls.DurationCount;
import io.stargazer.api.registry.MethodCalls.FailureCount;
import io.stargazer.api.registry.MethodCalls.Side;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.telemetry.CallMetrics;
import io.stargazer.rpc.telemetry.MethodFigures;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the calls that this application makes and serves, by method (RP-8); the map of services is
 * drawn from them as well (RG-8). Thread-safe.
 */
final class CallStatistics {

    private final CallMetrics made = new CallMetrics();
    private final CallMetrics served = new CallMetrics();

    /** Sees the calls that this application makes. */
    CallObserver made() {
        return made;
    }

    /** Sees the calls that it answers. */
    CallObserver served() {
        return served;
    }

    /** What was counted since the last time; methods that were not called are left out. */
    List<MethodCalls> drain() {
        List<MethodCalls> counted = new ArrayList<>();
        made.interval().forEach(figures -> add(counted, Side.CALLER, figures));
        served.interval().forEach(figures -> add(counted, Side.PROVIDER, figures));
        return counted;
    }

    /** The platform's own services have no namespace: they are left out. */
    private static void add(List<MethodCalls> counted, Side side, MethodFigures figures) {
        int slash = figures.service().indexOf('/');
        if (slash > 0) {
            ServiceName service =
                    new ServiceName(
                            figures.service().substring(0, slash),
                            figures.service().substring(slash + 1));
            counted.add(
                    new MethodCalls(
                            side,
                            service,
                            figures.method(),
                            figures.calls(),
                            failures(figures),
                            figures.totalNanos(),
                            figures.longestNanos(),
                            durations(figures)));
        }
    }

    private static List<FailureCount> failures(MethodFigures figures) {
        return figures.failures().entrySet().stream()
                .map(entry -> new FailureCount(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static List<DurationCount> durations(MethodFigures figures) {
        long[] counts = new long[LatencyScale.SIZE];
        figures.eachDuration((nanos, calls) -> counts[LatencyScale.bucket(nanos)] += calls);
        List<DurationCount> durations = new ArrayList<>();
        for (int bucket = 0; bucket < counts.length; bucket++) {
            if (counts[bucket] > 0) {
                durations.add(new DurationCount(bucket, counts[bucket]));
            }
        }
        return durations;
    }
}
