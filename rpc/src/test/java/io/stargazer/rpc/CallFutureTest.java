package io.stargazer.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Unavailable;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CallFutureTest {

    private static final byte[] ANSWER = {42};

    private static final class Plain extends CallFuture {}

    private final CallFuture call = new Plain();

    private FutureTask<Object> waiting(Callable<Object> wait) {
        FutureTask<Object> task = new FutureTask<>(wait);
        Thread thread = Thread.ofPlatform().daemon().start(task);
        Loopback.await("the thread waits", () -> thread.getState() == Thread.State.WAITING);
        return task;
    }

    @Test
    void every_thread_that_waits_is_woken() throws Exception {
        FutureTask<Object> got = waiting(call::get);
        FutureTask<Object> joined = waiting(call::join);
        FutureTask<Object> third = waiting(call::get);
        call.complete(ANSWER);
        assertThat(got.get(5, TimeUnit.SECONDS)).isSameAs(ANSWER);
        assertThat(joined.get(5, TimeUnit.SECONDS)).isSameAs(ANSWER);
        assertThat(third.get(5, TimeUnit.SECONDS)).isSameAs(ANSWER);
    }

    @Test
    void a_failure_wakes_with_its_cause() {
        FutureTask<Object> got = waiting(call::get);
        call.completeExceptionally(new Unavailable.Overloaded("test.full", "full"));
        assertThatThrownBy(got::get)
                .hasCauseInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(Unavailable.Overloaded.class);
        assertThatThrownBy(call::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(Unavailable.Overloaded.class);
    }

    @Test
    void a_cancellation_wakes() {
        FutureTask<Object> joined = waiting(call::join);
        call.cancel(true);
        assertThatThrownBy(joined::get).hasCauseInstanceOf(CancellationException.class);
    }

    @Test
    void a_timeout_wakes() {
        FutureTask<Object> joined = waiting(call::join);
        assertThat(call.orTimeout(1, TimeUnit.MILLISECONDS)).isSameAs(call);
        assertThatThrownBy(joined::get).hasRootCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void an_interrupted_get_gives_up_and_another_may_wait() throws Exception {
        Thread.currentThread().interrupt();
        assertThatThrownBy(call::get).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        FutureTask<Object> got = waiting(call::get);
        call.complete(ANSWER);
        assertThat(got.get(5, TimeUnit.SECONDS)).isSameAs(ANSWER);
    }

    @Test
    void an_interrupted_join_waits_on_and_tells_afterwards() throws Exception {
        FutureTask<Object> told =
                new FutureTask<>(() -> {
                    Thread.currentThread().interrupt();
                    assertThat(call.join()).isSameAs(ANSWER);
                    return Thread.currentThread().isInterrupted();
                });
        Thread thread = Thread.ofVirtual().start(told);
        Loopback.await("the thread waits", () -> thread.getState() == Thread.State.WAITING);
        call.complete(ANSWER);
        assertThat(told.get(5, TimeUnit.SECONDS)).isEqualTo(true);
    }

    @Test
    void nobody_but_the_provider_makes_up_an_outcome() {
        assertThatThrownBy(() -> call.completeAsync(() -> ANSWER))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> call.obtrudeValue(ANSWER))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> call.obtrudeException(new IllegalStateException()))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
