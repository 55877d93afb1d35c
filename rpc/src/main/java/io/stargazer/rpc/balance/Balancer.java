package io.stargazer.rpc.balance;

import io.stargazer.rpc.client.CallOptions;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A way to choose an instance for a call. Makes a fresh picker whenever the list of instances
 * changes.
 */
@FunctionalInterface
public interface Balancer {

    Picker over(List<Target> targets);

    /** Chooses among a fixed list; called by many threads at once, without locks. */
    @FunctionalInterface
    interface Picker {
        /**
         * Chooses one instance.
         *
         * @return a target for which {@code usable} holds, or null when there is none
         */
        @Nullable Target pick(CallOptions options, Predicate<Target> usable);
    }

    /** One after the other. */
    static Balancer roundRobin() {
        return RoundRobin::new;
    }

    /** In proportion to the weights, smoothly interleaved. */
    static Balancer weighted() {
        return SmoothWeighted::new;
    }

    /** The better of two random ones by recent latency and open calls: the default. */
    static Balancer leastLoaded() {
        return LeastLoaded::new;
    }

    /**
     * The same {@link CallOptions#hashKey()} goes to the same instance; few keys move when one
     * leaves.
     */
    static Balancer consistentHash() {
        return ConsistentHash::new;
    }

    /** Instances of {@code zone} first, others only when none of those is usable. */
    static Balancer zoneFirst(String zone, Balancer within) {
        return targets -> {
            Picker near =
                    within.over(
                            targets.stream()
                                    .filter(target -> target.endpoint().zone().equals(zone))
                                    .toList());
            Picker far =
                    within.over(
                            targets.stream()
                                    .filter(target -> !target.endpoint().zone().equals(zone))
                                    .toList());
            return (options, usable) -> {
                Target picked = near.pick(options, usable);
                return picked != null ? picked : far.pick(options, usable);
            };
        };
    }
}
