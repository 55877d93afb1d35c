package io.stargazer.server.traffic;

import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.MethodCalls;
import io.stargazer.api.registry.MethodCalls.Side;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.registry.Service;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of each method go, as the applications that make and serve them report (RP-8).
 * Known to this server for the last seconds only. Thread-safe.
 */
public final class MethodTraffic {

    /** So many methods of a service are told apart for an application, the rest are one. */
    static final int MAX_METHODS = 64;

    /** So many lines are kept in all, some 20 KiB each; what is silent makes room. */
    static final int MAX_WINDOWS = 4096;

    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final ControlPlane control;
    private final Timers clock;
    private final ConcurrentMap<ServiceName, ConcurrentMap<Source, MethodWindow>> services =
            new ConcurrentHashMap<>();

    /** Who reports what. */
    private record Source(Side side, ApplicationId application, String method) {}

    public MethodTraffic(ControlPlane control, Timers clock) {
        this.control = control;
        this.clock = clock;
        clock.every(SILENCE, this::forgetTheSilent);
    }

    /**
     * Adds what an application reports: the calls that it makes within its namespace, and those of
     * services that it offers. What it says of others, of services that nobody offers, or in
     * impossible numbers, is not believed.
     *
     * @return what is believed
     */
    public List<MethodCalls> report(ApplicationId application, List<MethodCalls> reported) {
        List<MethodCalls> believed = new ArrayList<>(reported.size());
        for (MethodCalls counted : reported) {
            MethodWindow window =
                    Plausibility.isPossible(counted) ? windowOf(application, counted) : null;
            if (window != null) {
                window.add(clock.millis(), counted);
                believed.add(counted);
            }
        }
        return believed;
    }

    private @Nullable MethodWindow windowOf(ApplicationId application, MethodCalls counted) {
        Source source = new Source(counted.side(), application, counted.method());
        ConcurrentMap<Source, MethodWindow> windows = services.get(counted.service());
        MethodWindow known = windows == null ? null : windows.get(source);
        return known == null ? admit(source, counted.service()) : known;
    }

    /** Whoever was admitted once may go on: a provider's last report follows its farewell. */
    private synchronized @Nullable MethodWindow admit(Source source, ServiceName name) {
        Service service = control.latest().registry().service(name);
        if (service == null || !mayReport(source, service) || count() >= MAX_WINDOWS) {
            return null;
        }
        ConcurrentMap<Source, MethodWindow> windows =
                services.computeIfAbsent(name, absent -> new ConcurrentHashMap<>());
        boolean isFull =
                windows.keySet().stream().filter(other -> isOfSame(other, source)).count()
                        >= MAX_METHODS;
        Source admitted =
                isFull
                        ? new Source(source.side(), source.application(), MethodCalls.OTHER)
                        : source;
        return windows.computeIfAbsent(admitted, absent -> new MethodWindow());
    }

    private static boolean mayReport(Source source, Service service) {
        return switch (source.side()) {
            case CALLER -> service.name().namespace().equals(source.application().namespace());
            case PROVIDER -> service.isOfferedBy(source.application());
        };
    }

    private static boolean isOfSame(Source one, Source other) {
        return one.side() == other.side() && one.application().equals(other.application());
    }

    private int count() {
        return services.values().stream().mapToInt(Map::size).sum();
    }

    private synchronized void forgetTheSilent() {
        long beforeMs = clock.millis() - SILENCE.toMillis();
        services.values()
                .forEach(
                        windows -> windows.values().removeIf(window -> window.lastMs() < beforeMs));
        services.values().removeIf(Map::isEmpty);
    }

    /** How each method of a service goes, by name; those that were called in the last minutes. */
    public List<MethodPace> paces(ServiceName name) {
        Map<Source, MethodWindow> windows = windowsOf(name);
        TreeSet<String> methods = new TreeSet<>();
        windows.keySet().forEach(source -> methods.add(source.method()));
        return methods.stream()
                .map(method ->
                        new MethodPace(
                                method,
                                pace(windows, Side.CALLER, method),
                                pace(windows, Side.PROVIDER, method)))
                .toList();
    }

    private @Nullable Pace pace(Map<Source, MethodWindow> windows, Side side, String method) {
        Tally sum = new Tally();
        boolean isReported = false;
        for (Map.Entry<Source, MethodWindow> each : windows.entrySet()) {
            if (each.getKey().side() == side && each.getKey().method().equals(method)) {
                each.getValue().addTo(sum, clock.millis());
                isReported = true;
            }
        }
        return isReported ? sum.pace(SlidingRate.WINDOW - 1.0) : null;
    }

    /**
     * The calls of a method in each whole second of the last minute, oldest first: as its callers
     * report, or its providers where no caller does.
     */
    public long[] history(MethodPace pace, ServiceName name) {
        Side side = pace.callers() == null ? Side.PROVIDER : Side.CALLER;
        long nowMs = clock.millis();
        long[] sum = {};
        for (Map.Entry<Source, MethodWindow> each : windowsOf(name).entrySet()) {
            Source source = each.getKey();
            if (source.side() == side && source.method().equals(pace.method())) {
                sum = SlidingRate.sum(sum, each.getValue().history(nowMs));
            }
        }
        return sum;
    }

    private Map<Source, MethodWindow> windowsOf(ServiceName name) {
        Map<Source, MethodWindow> windows = services.get(name);
        return windows == null ? Map.of() : windows;
    }
}
