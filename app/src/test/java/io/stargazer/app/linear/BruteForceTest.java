package io.stargazer.app.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.linear.Operation.Kind;
import io.stargazer.app.linear.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** CL-1: the checker says of small histories what trying all orders says. */
class BruteForceTest {

    private static final int HISTORIES = 20_000;
    private static final int MOST_OPERATIONS = 7;

    @Test
    void random_histories_are_judged_as_by_trying_all_orders() {
        int right = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            List<Operation> operations = random(new Random(seed));
            Told told = new Told();
            operations.forEach(told.history()::add);
            boolean expected = hasOrder(operations, new ArrayList<>(), Told.INITIAL);
            assertThat(told.verdict() instanceof Verdict.Linearizable)
                    .as("seed %d: %s", seed, operations)
                    .isEqualTo(expected);
            right += expected ? 1 : 0;
        }
        assertThat(right).as("there are both kinds").isBetween(HISTORIES / 10, HISTORIES * 9 / 10);
    }

    private static List<Operation> random(Random random) {
        List<Operation> operations = new ArrayList<>();
        int count = 1 + random.nextInt(MOST_OPERATIONS);
        for (int i = 0; i < count; i++) {
            Kind kind = random.nextInt(5) < 2 ? Kind.READ : Kind.WRITE;
            long fromNs = random.nextInt(12);
            operations.add(
                    new Operation(
                            i,
                            "r",
                            kind,
                            random.nextInt(4),
                            fromNs,
                            fromNs + random.nextInt(6),
                            outcome(random)));
        }
        return operations;
    }

    private static Outcome outcome(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Outcome.UNKNOWN;
            case 1 -> Outcome.NOT_DONE;
            default -> Outcome.DONE;
        };
    }

    /** Whether what is left can follow what is placed. */
    private static boolean hasOrder(List<Operation> all, List<Operation> placed, long value) {
        if (placed.containsAll(all.stream().filter(Operation::isDone).toList())) {
            return true;
        }
        for (Operation next : all) {
            boolean mayBeNext =
                    !placed.contains(next)
                            && next.outcome() != Outcome.NOT_DONE
                            && (next.isWrite() || (next.isDone() && next.value() == value))
                            && all.stream().noneMatch(o -> mustComeFirst(o, next, placed));
            if (mayBeNext) {
                placed.add(next);
                boolean found = hasOrder(all, placed, next.value());
                placed.removeLast();
                if (found) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean mustComeFirst(Operation other, Operation next, List<Operation> placed) {
        return other.isDone() && !placed.contains(other) && other.returnedNs() < next.invokedNs();
    }
}
