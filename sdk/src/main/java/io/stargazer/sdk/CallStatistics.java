package io.stargazer.sdk;

import io.stargazer.api.Status;
import io.stargazer.api.registry.RegistryContract.CallCount;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.rpc.CallObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the calls that this application makes, by service, for the service map (RG-8). */
final class CallStatistics implements CallObserver {

    private final ConcurrentMap<String, Counters> byService = new ConcurrentHashMap<>();

    private static final class Counters {
        final LongAdder calls = new LongAdder();
        final LongAdder errors = new LongAdder();
        final LongAdder nanos = new LongAdder();
    }

    @Override
    public void finished(
            String service, String method, String principal, Status status, long nanos) {
        Counters counters = byService.get(service);
        if (counters == null) {
            counters = byService.computeIfAbsent(service, name -> new Counters());
        }
        counters.calls.increment();
        counters.nanos.add(nanos);
        if (status != Status.OK) {
            counters.errors.increment();
        }
    }

    /** What was counted since the last time; services that were not called are left out. */
    List<CallCount> drain() {
        List<CallCount> counts = new ArrayList<>();
        byService.forEach((service, counters) -> {
            long calls = counters.calls.sumThenReset();
            int slash = service.indexOf('/');
            if (calls > 0 && slash > 0) {
                counts.add(
                        new CallCount(
                                new ServiceName(
                                        service.substring(0, slash), service.substring(slash + 1)),
                                calls,
                                counters.errors.sumThenReset(),
                                counters.nanos.sumThenReset() / 1000));
            }
        });
        return counts;
    }
}
