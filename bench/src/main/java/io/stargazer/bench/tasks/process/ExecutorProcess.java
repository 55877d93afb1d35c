package io.stargazer.bench.tasks.process;

import io.stargazer.bench.rpc.process.Orders;
import io.stargazer.bench.tasks.peer.Begun;
import io.stargazer.bench.tasks.peer.StargazerQueue;
import io.stargazer.bench.tasks.peer.TaskQueue;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The side that does tasks. Orders: {@code reset} forgets what was done; {@code await COUNT} tells
 * when so many had ended since, and how long they took to begin; {@code hold} lets tasks that may
 * be held never end from now on.
 */
public final class ExecutorProcess {

    /** The type of tasks that may be held, and of those that sleep for nanoseconds. */
    static final String HELD = "held";

    static final String SLEEP = "sleep";

    private ExecutorProcess() {}

    /**
     * Arguments: the subject, the address, the secret or a hyphen, a folder, the credit of ours.
     */
    public static void main(String[] arguments) throws Exception {
        Orders orders = new Orders();
        Begun begun = new Begun();
        AtomicBoolean holds = new AtomicBoolean();
        TaskQueue queue =
                Subject.titled(arguments[0])
                        .queue(arguments[1], arguments[2], Path.of(arguments[3]));
        if (queue instanceof StargazerQueue ours) {
            ours.work(begun, Integer.parseInt(arguments[4]));
            workMore(ours, begun, holds);
        } else {
            queue.work(begun);
        }
        orders.follow(
                "",
                words ->
                        switch (words.getFirst()) {
                            case "reset" -> {
                                begun.reset();
                                yield "";
                            }
                            case "await" -> begun.await(Long.parseLong(words.get(1)));
                            case "hold" -> Boolean.toString(holds.getAndSet(true));
                            default -> throw new IllegalArgumentException("no such order");
                        });
    }

    private static void workMore(StargazerQueue ours, Begun begun, AtomicBoolean holds) {
        ours.tasks()
                .execute(
                        HELD,
                        byte[].class,
                        (payload, task) -> {
                            begun.ended(1);
                            if (holds.get()) {
                                new CountDownLatch(1).await(); // until it is killed
                            }
                            return null;
                        })
                .execute(
                        SLEEP,
                        byte[].class,
                        (payload, task) -> {
                            TimeUnit.NANOSECONDS.sleep(ByteBuffer.wrap(payload).getLong());
                            begun.ended(1);
                            return null;
                        });
    }
}
