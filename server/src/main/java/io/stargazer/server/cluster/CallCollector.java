package io.stargazer.server.cluster;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.stargazer.rpc.telemetry.CallMetrics;
import io.stargazer.rpc.telemetry.MethodFigures;
import java.util.Map;

/**
 * The calls that this server answers and makes over RPC, method by method (RP-8): a histogram of
 * durations, whose count is that of the calls, and the failures by status.
 */
final class CallCollector implements MultiCollector {

    private static final double SECOND_NS = 1e9;

    /** In seconds; one, two and a half and five of each power of ten that is of interest. */
    private static final double[] BOUNDS = {
        0.000_01,
        0.000_025,
        0.000_05,
        0.000_1,
        0.000_25,
        0.000_5,
        0.001,
        0.002_5,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        Double.POSITIVE_INFINITY
    };

    private final Map<String, CallMetrics> sides;

    /**
     * @param sides the two ends of a call, each under its label's value
     */
    CallCollector(Map<String, CallMetrics> sides) {
        this.sides = Map.copyOf(sides);
    }

    @Override
    public MetricSnapshots collect() {
        HistogramSnapshot.Builder durations =
                HistogramSnapshot.builder()
                        .name("stargazer_rpc_duration_seconds")
                        .help("How long calls over RPC took, however they ended");
        CounterSnapshot.Builder failures =
                CounterSnapshot.builder()
                        .name("stargazer_rpc_failures")
                        .help("Calls over RPC that did not end well");
        sides.forEach((side, metrics) -> {
            for (MethodFigures figures : metrics.total()) {
                Labels labels =
                        Labels.of(
                                "side",
                                side,
                                "service",
                                figures.service(),
                                "method",
                                figures.method());
                durations.dataPoint(duration(labels, figures));
                figures.failures()
                        .forEach((status, calls) ->
                                failures.dataPoint(
                                        CounterDataPointSnapshot.builder()
                                                .labels(labels.add("status", status.name()))
                                                .value(calls)
                                                .build()));
            }
        });
        return MetricSnapshots.of(durations.build(), failures.build());
    }

    private static HistogramDataPointSnapshot duration(Labels labels, MethodFigures figures) {
        long[] counts = new long[BOUNDS.length];
        long before = 0;
        for (int at = 0; at < counts.length; at++) {
            double bound = BOUNDS[at];
            long within =
                    Double.isInfinite(bound)
                            ? figures.calls()
                            : figures.callsWithin(Math.round(bound * SECOND_NS));
            counts[at] = within - before;
            before = within;
        }
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, counts))
                .sum(figures.totalNanos() / SECOND_NS)
                .build();
    }
}
