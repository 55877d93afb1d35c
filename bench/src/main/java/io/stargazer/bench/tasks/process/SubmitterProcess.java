package io.stargazer.bench.tasks.process;

import io.stargazer.bench.rpc.process.Orders;
import io.stargazer.bench.tasks.peer.StargazerQueue;
import io.stargazer.bench.tasks.peer.TaskQueue;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The submitting side. Orders: {@code press SECONDS} submits as fast as it can, answered by the
 * count, and when that began and ended; {@code press-ephemeral SECONDS} the same of what ours keeps
 * in memory; {@code trickle SECONDS} submits one now and then, answered by the count. Ours has
 * more: {@link StargazerOrders}.
 */
public final class SubmitterProcess {

    private static final long EVERY_NS = TimeUnit.MILLISECONDS.toNanos(4);

    private SubmitterProcess() {}

    /** Arguments: the subject, the address, the secret or a hyphen, a folder. */
    public static void main(String[] arguments) throws Exception {
        Orders orders = new Orders();
        TaskQueue queue =
                Subject.titled(arguments[0])
                        .queue(arguments[1], arguments[2], Path.of(arguments[3]));
        orders.follow("", words -> carryOut(queue, words));
    }

    private static String carryOut(TaskQueue queue, List<String> words) throws Exception {
        return switch (words.getFirst()) {
            case "press" -> press(queue::press, Double.parseDouble(words.get(1)));
            case "trickle" -> trickle(queue, Double.parseDouble(words.get(1)));
            default -> {
                if (queue instanceof StargazerQueue ours) {
                    if (words.getFirst().equals("press-ephemeral")) {
                        yield press(ours::pressEphemeral, Double.parseDouble(words.get(1)));
                    }
                    yield StargazerOrders.carryOut(ours.tasks(), words);
                }
                throw new IllegalArgumentException("no such order");
            }
        };
    }

    /** Submits for so many seconds, and says how many. */
    @FunctionalInterface
    private interface Press {
        long run(double seconds) throws Exception;
    }

    private static String press(Press press, double seconds) throws Exception {
        long startNs = System.nanoTime();
        long count = press.run(seconds);
        return "%d %d %d".formatted(count, startNs, System.nanoTime());
    }

    private static String trickle(TaskQueue queue, double seconds) throws Exception {
        long startNs = System.nanoTime();
        long count = 0;
        for (long dueNs = startNs;
                dueNs - startNs < seconds * 1e9;
                dueNs = Math.max(dueNs + EVERY_NS, System.nanoTime())) {
            LockSupport.parkNanos(dueNs - System.nanoTime());
            queue.submit();
            count++;
        }
        return Long.toString(count);
    }
}
