package io.stargazer.rpc.balance;

import io.stargazer.rpc.client.CallOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Weighted round robin as nginx does it, computed once as a whole turn (a heavy instance is spread
 * over the turn, not served in a row), so that a pick is one step of a counter.
 */
final class SmoothWeighted implements Balancer.Picker {

    /** Longer turns are made coarser. */
    private static final int LONGEST_TURN = 4096;

    private final RoundRobin turn;

    SmoothWeighted(List<Target> targets) {
        this.turn = new RoundRobin(turn(targets));
    }

    private static List<Target> turn(List<Target> targets) {
        int[] weights = targets.stream().mapToInt(target -> target.endpoint().weight()).toArray();
        int divisor = 0;
        long total = 0;
        for (int weight : weights) {
            divisor = greatestCommonDivisor(weight, divisor);
            total += weight;
        }
        int coarser = Math.max(Math.max(1, divisor), (int) (total / LONGEST_TURN));
        int length = 0;
        for (int at = 0; at < weights.length; at++) {
            weights[at] = Math.max(1, weights[at] / coarser);
            length += weights[at];
        }
        List<Target> order = new ArrayList<>(length);
        int[] current = new int[weights.length];
        for (int step = 0; step < length; step++) {
            int best = 0;
            for (int at = 0; at < weights.length; at++) {
                current[at] += weights[at];
                if (current[at] > current[best]) {
                    best = at;
                }
            }
            current[best] -= length;
            order.add(targets.get(best));
        }
        return order;
    }

    private static int greatestCommonDivisor(int one, int other) {
        return other == 0 ? one : greatestCommonDivisor(other, one % other);
    }

    @Override
    public @Nullable Target pick(CallOptions options, Predicate<Target> usable) {
        return turn.pick(options, usable);
    }
}
