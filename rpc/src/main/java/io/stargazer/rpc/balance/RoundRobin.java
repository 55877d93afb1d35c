package io.stargazer.rpc.balance;

import io.stargazer.rpc.client.CallOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One after the other, skipping what is not usable. */
final class RoundRobin implements Balancer.Picker {

    private final Target[] order;
    private final AtomicInteger next = new AtomicInteger();

    RoundRobin(List<Target> order) {
        this.order = order.toArray(Target[]::new);
    }

    @Override
    public @Nullable Target pick(CallOptions options, Predicate<Target> usable) {
        int start = next.getAndIncrement();
        for (int step = 0; step < order.length; step++) {
            Target target = order[Math.floorMod(start + step, order.length)];
            if (usable.test(target)) {
                return target;
            }
        }
        return null;
    }
}
