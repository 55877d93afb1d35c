package io.stargazer.server.traffic;

import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.MethodCalls;
import io.stargazer.api.registry.RegistryCommand.RecordCaller;
import io.stargazer.api.registry.RegistryContract.CallCount;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.registry.Service;
import io.stargazer.server.control.ControlPlane;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Who calls whom and how often (RG-8). That somebody calls a service is recorded for good, once;
 * how often is known to this server for the last seconds only. Thread-safe.
 */
public final class CallGraph {

    private final ControlPlane control;
    private final InstantSource clock;
    private final ConcurrentMap<Edge, SlidingRate> rates = new ConcurrentHashMap<>();

    /** An arrow of the service map. */
    public record Edge(ApplicationId caller, ServiceName service) {}

    public CallGraph(ControlPlane control, InstantSource clock) {
        this.control = control;
        this.clock = clock;
    }

    /**
     * Adds what an application reports of the services of its namespace. What it says of others, of
     * services that nobody offers, or in impossible numbers, is not believed.
     */
    public void report(ApplicationId caller, List<CallCount> counts) {
        for (CallCount count : counts) {
            Service service = control.latest().registry().service(count.service());
            if (service == null || !isPossible(caller, count)) {
                continue;
            }
            Edge edge = new Edge(caller, count.service());
            rates.computeIfAbsent(edge, e -> new SlidingRate())
                    .add(clock.millis(), count.calls(), count.errors(), count.totalMicros());
            if (!service.callers().contains(caller)) {
                control.request("app:" + caller, new RecordCaller(caller, count.service()));
            }
        }
    }

    /**
     * The same of calls that are told apart by method; those that an application serves count where
     * they are made.
     */
    public void reportMethods(ApplicationId caller, List<MethodCalls> believed) {
        Map<ServiceName, CallCount> counts = new LinkedHashMap<>();
        for (MethodCalls counted : believed) {
            if (counted.side() == MethodCalls.Side.CALLER) {
                counts.merge(counted.service(), countOf(counted), CallGraph::sum);
            }
        }
        report(caller, List.copyOf(counts.values()));
    }

    private static CallCount countOf(MethodCalls counted) {
        return new CallCount(
                counted.service(), counted.calls(), counted.errors(), counted.totalNanos() / 1000);
    }

    private static CallCount sum(CallCount one, CallCount other) {
        return new CallCount(
                one.service(),
                one.calls() + other.calls(),
                one.errors() + other.errors(),
                one.totalMicros() + other.totalMicros());
    }

    private static boolean isPossible(ApplicationId caller, CallCount count) {
        return count.service().namespace().equals(caller.namespace())
                && count.calls() >= 0
                && count.errors() >= 0
                && count.errors() <= count.calls()
                && count.totalMicros() >= 0;
    }

    /** How often an application calls a service at the moment. */
    public SlidingRate.Reading rate(Edge edge) {
        SlidingRate rate = rates.get(edge);
        return rate == null ? SlidingRate.Reading.NONE : rate.read(clock.millis());
    }

    /** How often a service is called at the moment, by all. */
    public SlidingRate.Reading rate(Service service) {
        SlidingRate.Reading sum = SlidingRate.Reading.NONE;
        for (var caller : service.callers()) {
            sum = sum.plus(rate(new Edge(caller.key(), service.name())));
        }
        return sum;
    }

    /** What was counted of a service in each of the last seconds, by all, oldest first. */
    public long[] history(Service service, SlidingRate.Measure measure) {
        long nowMs = clock.millis();
        long[] sum = {};
        for (var caller : service.callers()) {
            SlidingRate rate = rates.get(new Edge(caller.key(), service.name()));
            if (rate != null) {
                sum = SlidingRate.sum(sum, rate.history(nowMs, measure));
            }
        }
        return sum;
    }
}
