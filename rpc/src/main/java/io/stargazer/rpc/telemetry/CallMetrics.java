package io.stargazer.rpc.telemetry;

import io.stargazer.api.Status;
import io.stargazer.rpc.CallObserver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times the calls of one side, method by method (RP-8): hand one to {@code RpcClient}
 * for the calls that are made, another to {@code RpcSettings} for those that are served. A stream
 * counts when it ends, with the time that it lasted.
 *
 * <p>Any thread may call; a finished call costs two lookups and a few atomic additions, takes no
 * lock and allocates nothing once its method is known. The first {@value #MAX_METHODS} methods are
 * told apart; the rest are gathered by service under {@value #OTHER}, services that come too late
 * under one line for all of them. Each line takes some 20 KiB, and as much again where intervals
 * are read.
 */
public final class CallMetrics implements CallObserver {

    /** So many methods are told apart. */
    public static final int MAX_METHODS = 128;

    /** The name of what is not told apart, as a method and as a service. */
    public static final String OTHER = "(other)";

    private static final int MAX_LINES = 2 * MAX_METHODS;

    private final ConcurrentMap<String, ConcurrentMap<String, MethodCounters>> services =
            new ConcurrentHashMap<>();
    private final MethodCounters latecomers = new MethodCounters(OTHER, OTHER);
    private volatile int lines;

    @Override
    public void finished(
            String service, String method, String principal, Status status, long nanos) {
        countersOf(service, method).count(status, nanos, 1);
    }

    @Override
    public void finished(
            String service, String method, String principal, Status status, long nanos, int calls) {
        countersOf(service, method).count(status, nanos, calls);
    }

    private MethodCounters countersOf(String service, String method) {
        MethodCounters own = find(service, method);
        if (own == null) {
            own = admit(service, method, MAX_METHODS);
        }
        if (own == null) {
            own = find(service, OTHER);
        }
        if (own == null) {
            own = admit(service, OTHER, MAX_LINES);
        }
        return own == null ? latecomers : own;
    }

    private @Nullable MethodCounters find(String service, String method) {
        ConcurrentMap<String, MethodCounters> methods = services.get(service);
        return methods == null ? null : methods.get(method);
    }

    private @Nullable MethodCounters admit(String service, String method, int most) {
        return lines < most ? admitOne(service, method, most) : null;
    }

    /** A lock, for once in the life of a method. */
    private synchronized @Nullable MethodCounters admitOne(
            String service, String method, int most) {
        MethodCounters known = find(service, method);
        if (known != null || lines >= most) {
            return known;
        }
        MethodCounters fresh = new MethodCounters(service, method);
        services.computeIfAbsent(service, absent -> new ConcurrentHashMap<>()).put(method, fresh);
        lines++;
        return fresh;
    }

    /** How many calls have ended since the start, of all methods. */
    public long calls() {
        long calls = latecomers.calls();
        for (ConcurrentMap<String, MethodCounters> methods : services.values()) {
            for (MethodCounters counters : methods.values()) {
                calls += counters.calls();
            }
        }
        return calls;
    }

    /** What was measured since the start, by the names of service and method. */
    public List<MethodFigures> total() {
        return figures(MethodCounters::total);
    }

    /**
     * What was measured since the last time this was called, each call once; methods that were not
     * called are left out. For one reader: two would take each other's calls.
     */
    public synchronized List<MethodFigures> interval() {
        return figures(MethodCounters::interval);
    }

    private List<MethodFigures> figures(Function<MethodCounters, MethodFigures> reading) {
        List<MethodFigures> figures = new ArrayList<>();
        for (ConcurrentMap<String, MethodCounters> methods : services.values()) {
            methods.values().forEach(counters -> figures.add(reading.apply(counters)));
        }
        figures.add(reading.apply(latecomers));
        figures.removeIf(each -> each.calls() == 0);
        figures.sort(
                Comparator.comparing(MethodFigures::service).thenComparing(MethodFigures::method));
        return figures;
    }
}
