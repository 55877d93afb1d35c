package io.stargazer.server.cluster;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.stargazer.core.ControlView;
import io.stargazer.rpc.telemetry.CallMetrics;
import io.stargazer.server.control.ControlPlane;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The server's own metrics in Prometheus' text format (OB-1). */
public final class Metrics implements AutoCloseable {

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();

    public Metrics(ControlPlane control, Figures.Sources sources) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gc.bindTo(registry);
        bindState(control);
        bindTraffic(sources);
    }

    private void bindState(ControlPlane control) {
        count("stargazer.commands", "Commands decided", control, c -> c.latest().revision());
        gauge(
                "stargazer.log.committed",
                "Index of the last durable entry",
                control,
                c -> c.status().committed());
        gauge(
                "stargazer.log.applied",
                "Index of the last applied entry",
                control,
                c -> c.status().applied());
        gauge("stargazer.log.term", "Current term of the log", control, c -> c.status().term());
        gauge(
                "stargazer.log.leading",
                "1 while this server leads",
                control,
                c -> c.status().leading() ? 1 : 0);
        gauge(
                "stargazer.applications",
                "Applications",
                control,
                on(view -> view.identity().applications().size()));
        gauge(
                "stargazer.sessions",
                "Open sessions",
                control,
                on(view -> view.sessions().sessions().size()));
        gauge(
                "stargazer.services",
                "Services",
                control,
                on(view -> view.registry().services().size()));
        gauge(
                "stargazer.instances",
                "Registered instances",
                control,
                on(view -> view.registry().instances()));
    }

    private void bindTraffic(Figures.Sources sources) {
        count(
                "stargazer.http.requests",
                "Requests answered over HTTP",
                sources,
                s -> s.httpRequests().getAsLong());
        count(
                "stargazer.rpc.calls",
                "Calls answered over RPC",
                sources,
                s -> s.rpcCalls().getAsLong());
        gauge(
                "stargazer.connections",
                "Open connections",
                sources,
                s -> s.connections().getAsInt());
        gauge("stargazer.watches", "Watches of services", sources, s -> s.watches().getAsInt());
    }

    /**
     * Shows calls over RPC, method by method.
     *
     * @param sides by which end of the call it is
     */
    public void bindCalls(Map<String, CallMetrics> sides) {
        registry.getPrometheusRegistry().register(new CallCollector(sides));
    }

    /**
     * Shows how many instances this server calls no more for a while (RP-7).
     *
     * @param ejected by service
     */
    public void bindEjections(Supplier<Map<String, Integer>> ejected) {
        registry.getPrometheusRegistry().register(new EjectionCollector(ejected));
    }

    /** All metrics now. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }

    private <T> void gauge(String name, String help, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).description(help).register(registry);
    }

    private <T> void count(String name, String help, T source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, value).description(help).register(registry);
    }

    private static ToDoubleFunction<ControlPlane> on(ToDoubleFunction<ControlView> value) {
        return control -> value.applyAsDouble(control.latest());
    }
}
