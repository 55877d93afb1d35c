package io.stargazer.server.cluster;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Map;
import java.util.function.Supplier;

/** How many instances of a service are left alone because they fail (RP-7). */
record EjectionCollector(Supplier<Map<String, Integer>> ejected) implements Collector {

    @Override
    public MetricSnapshot collect() {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder()
                        .name("stargazer_rpc_client_ejected")
                        .help("Instances that get no calls for a while because they fail");
        ejected.get()
                .forEach((service, instances) ->
                        gauge.dataPoint(
                                GaugeDataPointSnapshot.builder()
                                        .labels(Labels.of("service", service))
                                        .value(instances)
                                        .build()));
        return gauge.build();
    }
}
