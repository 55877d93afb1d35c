package io.stargazer.rpc.balance;

import io.stargazer.rpc.client.CallOptions;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Power of two choices (Mitzenmacher 2001) over the peak-sensitive moving average of latency times
 * the open calls, divided by the weight: a slow instance loses its traffic after one bad answer and
 * gets it back slowly.
 */
final class LeastLoaded implements Balancer.Picker {

    private final Target[] targets;
    private final RoundRobin rest;

    LeastLoaded(List<Target> targets) {
        this.targets = targets.toArray(Target[]::new);
        this.rest = new RoundRobin(targets);
    }

    @Override
    public @Nullable Target pick(CallOptions options, Predicate<Target> usable) {
        if (targets.length < 2) {
            return rest.pick(options, usable);
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(targets.length);
        int second = random.nextInt(targets.length - 1);
        Target one = targets[first];
        Target other = targets[second >= first ? second + 1 : second];
        boolean oneUsable = usable.test(one);
        boolean otherUsable = usable.test(other);
        if (oneUsable && otherUsable) {
            return other.isBetterThan(one) ? other : one;
        }
        if (oneUsable || otherUsable) {
            return oneUsable ? one : other;
        }
        return rest.pick(options, usable);
    }
}
