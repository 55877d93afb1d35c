package io.stargazer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** RP-5: what hangs on the call being served. */
class CallContextTest {

    private final CallContext context = context();
    private final List<String> ran = new ArrayList<>();

    private static CallContext context() {
        return new CallContext(
                new Peer(new InetSocketAddress(0), reason -> {}),
                Logins.of("alice").principal(),
                CallContext.NO_DEADLINE,
                Metadata.EMPTY);
    }

    @Test
    void hooks_run_once_in_their_order() {
        Runnable unused = context.onCancel(() -> ran.add("first"));
        unused = context.onCancel(() -> ran.add("second"));
        assertThat(context.isCancelled()).isFalse();
        assertThat(context.cancel()).isNull();
        assertThat(context.cancel()).isNull();
        assertThat(context.isCancelled()).isTrue();
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void a_hook_that_comes_late_runs_at_once() {
        assertThat(context.cancel()).isNull();
        context.onCancel(() -> ran.add("late")).run();
        assertThat(ran).containsExactly("late");
    }

    @Test
    void a_hook_that_throws_keeps_no_other_from_running() {
        RuntimeException first = new IllegalStateException("first");
        AssertionError second = new AssertionError("second");
        Runnable unused = context.onCancel(() -> ran.add("before"));
        unused =
                context.onCancel(() -> {
                    throw first;
                });
        unused = context.onCancel(() -> ran.add("between"));
        unused =
                context.onCancel(() -> {
                    throw second;
                });
        unused = context.onCancel(() -> ran.add("after"));
        assertThat(context.cancel()).isSameAs(first).hasSuppressedException(second);
        assertThat(ran).containsExactly("before", "between", "after");
    }

    @Test
    void a_forgotten_hook_does_not_run() {
        Runnable forget = context.onCancel(() -> ran.add("forgotten"));
        Runnable unused = context.onCancel(() -> ran.add("kept"));
        forget.run();
        assertThat(context.cancel()).isNull();
        forget.run();
        assertThat(ran).containsExactly("kept");
    }

    @Test
    void every_hook_runs_once_however_it_races_with_others_and_the_cancellation() throws Exception {
        for (int round = 0; round < 20; round++) {
            CallContext raced = context();
            AtomicInteger runs = new AtomicInteger();
            CountDownLatch go = new CountDownLatch(1);
            CountDownLatch some = new CountDownLatch(200);
            List<Thread> adding = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                adding.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    awaitUnchecked(go);
                                    for (int hook = 0; hook < 300; hook++) {
                                        Runnable unused = raced.onCancel(runs::incrementAndGet);
                                        some.countDown();
                                    }
                                }));
            }
            go.countDown();
            some.await();
            assertThat(raced.cancel()).isNull();
            for (Thread thread : adding) {
                thread.join();
            }
            assertThat(runs).hasValue(900);
        }
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void calls_that_are_served_inside_one_another_are_current_in_turn() {
        CallContext inner = context();
        context.run(() -> {
            inner.run(() -> assertThat(CallContext.current()).contains(inner));
            assertThat(CallContext.current()).contains(context);
        });
        assertThat(CallContext.current()).isEmpty();
    }
}
