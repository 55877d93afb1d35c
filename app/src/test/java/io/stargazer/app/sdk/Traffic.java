package io.stargazer.app.sdk;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Calls one after the other, all the time, and remembers what failed. */
public final class Traffic implements AutoCloseable {

    private final AtomicLong answered = new AtomicLong();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Thread caller;
    private volatile boolean stopped;

    public Traffic(Greeter greeter) {
        caller = Thread.ofPlatform().name("traffic").start(() -> call(greeter));
    }

    /** Waits for so many more answers. */
    public void awaitMore(long count) {
        long enough = answered.get() + count;
        Eventually.holds(
                "answers; failed: " + failures,
                () -> answered.get() >= enough || !failures.isEmpty());
    }

    public List<String> failures() {
        return failures;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            caller.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void call(Greeter greeter) {
        while (!stopped) {
            try {
                String answer = greeter.greet("you");
                if (!answer.equals("hello you")) {
                    failures.add("answered " + answer);
                }
            } catch (RuntimeException e) {
                failures.add(e.toString());
            }
            answered.incrementAndGet();
        }
    }
}
