package io.stargazer.rpc;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves {@link Greeter} and remembers what happened to it. */
final class FriendlyGreeter implements Greeter {

    final CountDownLatch interrupted = new CountDownLatch(1);
    final CountDownLatch started = new CountDownLatch(1);
    final CompletableFuture<String> pending = new CompletableFuture<>();
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger emitted = new AtomicInteger();
    final CountDownLatch streamCancelled = new CountDownLatch(1);

    @Override
    public Greeting greet(Person person, int times) {
        return new Greeting("hello ".repeat(times) + person.name(), Map.of("you", person));
    }

    @Override
    public void forget(String name) {
        if (name.equals("nobody")) {
            throw new Rejected(Status.NOT_FOUND, "test.nobody", "there is nobody of that name");
        }
        if (name.equals("bug")) {
            throw new IllegalStateException("secret detail");
        }
    }

    @Override
    public CompletableFuture<String> later(String text) {
        started.countDown();
        return text.equals("never") ? pending : CompletableFuture.supplyAsync(() -> text + "!");
    }

    /** Publishes on the requesting thread, as naive publishers do. */
    @Override
    public Flow.Publisher<Person> people(int count) {
        return subscriber ->
                subscriber.onSubscribe(
                        new Flow.Subscription() {
                            private int next;

                            @Override
                            public void request(long items) {
                                for (long left = items; left > 0 && next < count; left--) {
                                    emitted.incrementAndGet();
                                    subscriber.onNext(new Person("p" + next, next++, List.of()));
                                }
                                if (next == count) {
                                    next++;
                                    subscriber.onComplete();
                                }
                            }

                            @Override
                            public void cancel() {
                                streamCancelled.countDown();
                            }
                        });
    }

    @Override
    public int add(int one, int other) {
        return one + other;
    }

    @Override
    public String once(String text) {
        calls.incrementAndGet();
        return text;
    }

    @Override
    public String slow(String text) {
        started.countDown();
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody counts down");
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw new IllegalStateException(e);
        }
    }
}
