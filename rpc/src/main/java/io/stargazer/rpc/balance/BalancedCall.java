package io.stargazer.rpc.balance;

import io.stargazer.api.Failure;
import io.stargazer.api.Faulted;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallFuture;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.CallTerms;
import io.stargazer.rpc.client.ClientCall;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One call over as many attempts as are allowed. Attempts follow one another, each at an instance
 * that was not tried before; the caller's future is this.
 */
final class BalancedCall extends CallFuture {

    private final BalancedCaller caller;
    private final RpcMethod method;
    private final byte[] payload;
    private final CallOptions options;
    private final CallTerms terms;
    private Set<Target> tried = Set.of();
    private @Nullable Failure last;
    private volatile @Nullable ClientCall current;

    BalancedCall(
            BalancedCaller caller,
            RpcMethod method,
            byte[] payload,
            CallOptions options,
            CallTerms terms) {
        this.caller = caller;
        this.method = method;
        this.payload = payload;
        this.options = options;
        this.terms = terms;
    }

    void attempt() {
        if (isDone()) {
            return;
        }
        if (terms.isOver()) {
            completeExceptionally(CallTerms.tooLate(method));
            return;
        }
        Target target = caller.pick(options, tried);
        if (target == null) {
            Failure why = last;
            completeExceptionally(why != null ? why : caller.nobody(method));
            return;
        }
        CompletableFuture<RpcConnection> connection = target.connection();
        if (connection.isDone()) {
            connected(target, connection);
        } else {
            giveUpAtDeadline();
            CompletableFuture<RpcConnection> unused =
                    connection.whenComplete((made, failed) -> connected(target, connection));
        }
    }

    /** An open call watches its own deadline, a connection that is being made does not. */
    private void giveUpAtDeadline() {
        if (terms.hasDeadline()) {
            caller.later(
                    () -> {
                        if (current == null) {
                            completeExceptionally(CallTerms.tooLate(method));
                        }
                    },
                    Math.max(0, terms.deadlineNs() - System.nanoTime()));
        }
    }

    private void connected(Target target, CompletableFuture<RpcConnection> done) {
        if (isDone()) {
            return;
        }
        if (done.isCompletedExceptionally()) {
            failed(target, failure(done.exceptionNow()), true);
            return;
        }
        target.begin();
        long startedNs = System.nanoTime();
        ClientCall call = done.resultNow().start(method, payload, terms);
        current = call;
        if (isCancelled()) {
            call.cancel(true);
        }
        CompletableFuture<byte[]> unused =
                call.whenComplete((response, thrown) -> {
                    target.end(startedNs, thrown);
                    if (thrown == null) {
                        complete(response);
                    } else {
                        failed(target, failure(thrown), call.neverStarted());
                    }
                });
    }

    private void failed(Target target, Failure failure, boolean neverStarted) {
        if (isDone()) {
            return;
        }
        last = failure;
        if (tried.isEmpty()) {
            tried = ConcurrentHashMap.newKeySet();
        }
        tried.add(target);
        boolean again = allowsFailover(failure, neverStarted);
        if (!again && allowsRetry(failure, neverStarted, method.idempotent())) {
            again = caller.mayRetry();
        }
        if (again) {
            attempt();
        } else {
            completeExceptionally(failure);
        }
    }

    /**
     * Nothing was begun and this instance cannot be reached: another may be tried, for every
     * method.
     */
    static boolean allowsFailover(Failure failure, boolean neverStarted) {
        return neverStarted && failure.status() == Status.UNREACHABLE;
    }

    /** Another attempt makes sense if the budget allows it. */
    static boolean allowsRetry(Failure failure, boolean neverStarted, boolean idempotent) {
        return switch (failure.status()) {
            case OVERLOADED -> neverStarted;
            case INDETERMINATE -> idempotent;
            default -> false;
        };
    }

    static Failure failure(Throwable thrown) {
        return thrown instanceof Failure known
                ? known
                : new Faulted("rpc.fault", "the call could not be made: " + thrown);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        boolean cancelled = super.cancel(mayInterrupt);
        ClientCall running = current;
        if (cancelled && running != null) {
            running.cancel(mayInterrupt);
        }
        return cancelled;
    }
}
