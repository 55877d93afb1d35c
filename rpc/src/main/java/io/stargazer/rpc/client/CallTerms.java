package io.stargazer.rpc.client;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.trace.TraceContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a call and all its attempts (RP-5): the earlier of its own deadline and that of
 * the call being served by this thread, and the metadata with the trace that this call belongs to
 * (RP-8).
 *
 * @param deadlineNs in terms of {@link System#nanoTime()}, or {@link CallContext#NO_DEADLINE}
 * @param serving the call being served, whose cancellation cancels this one
 */
public record CallTerms(long deadlineNs, Metadata metadata, @Nullable CallContext serving) {

    public static CallTerms of(CallOptions options, @Nullable Duration fallback) {
        return of(options, fallback, System.nanoTime());
    }

    static CallTerms of(CallOptions options, @Nullable Duration fallback, long nowNs) {
        Duration timeout = options.timeout() == null ? fallback : options.timeout();
        long deadlineNs =
                timeout == null ? CallContext.NO_DEADLINE : nowNs + saturatedNanos(timeout);
        CallContext serving = CallContext.current().orElse(null);
        if (serving == null) {
            return new CallTerms(deadlineNs, traced(options, null), null);
        }
        return new CallTerms(
                earlier(deadlineNs, serving.deadlineNs()),
                traced(options, serving.trace()),
                serving);
    }

    /**
     * The call as one more of the trace of the call being served, else perhaps as the first of a
     * trace. A trace that the caller has named itself stays as it is.
     */
    private static Metadata traced(CallOptions options, @Nullable TraceContext served) {
        Metadata own = options.metadata();
        if (own.get(Metadata.TRACEPARENT) != null) {
            return own;
        }
        TraceContext trace = served == null ? options.traces().start() : served.child();
        return trace == null ? own : own.withTrace(trace);
    }

    private static long saturatedNanos(Duration timeout) {
        long longest = Long.MAX_VALUE / 4;
        return timeout.compareTo(Duration.ofNanos(longest)) > 0 ? longest : timeout.toNanos();
    }

    private static long earlier(long one, long other) {
        if (one == CallContext.NO_DEADLINE) {
            return other;
        }
        return other == CallContext.NO_DEADLINE || one - other < 0 ? one : other;
    }

    public boolean hasDeadline() {
        return deadlineNs != CallContext.NO_DEADLINE;
    }

    public boolean isOver() {
        return hasDeadline() && deadlineNs - System.nanoTime() <= 0;
    }

    /** What is left until the deadline, not below 0; more than a century when there is none. */
    public long leftNs() {
        return hasDeadline() ? Math.max(0, deadlineNs - System.nanoTime()) : Long.MAX_VALUE / 2;
    }

    /** Cancels {@code future} when the call being served is cancelled. */
    public void follow(CompletableFuture<?> future) {
        if (serving != null) {
            Runnable forget = serving.onCancel(() -> future.cancel(true));
            CompletableFuture<?> unused = future.whenComplete((value, thrown) -> forget.run());
        }
    }

    /** The end of a call whose reason has gone away. */
    public static Failure gone() {
        return new Rejected(
                Status.CANCELLED, "rpc.cancelled", "the call that this one served was cancelled");
    }

    static Failure closed(String reason) {
        return new Unavailable.Unreachable(
                "rpc.connection-closed", "the connection was closed: " + reason);
    }

    public static Failure tooLate(RpcMethod method) {
        return new Unavailable.DeadlineExceeded(
                "rpc.deadline-exceeded", method.path() + " did not answer in time");
    }
}
