package io.stargazer.rpc.balance;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallFuture;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.CallTerms;
import io.stargazer.rpc.client.ClientCall;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.retry.RetryRules;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One call over as many attempts as are allowed. Attempts follow one another, each at an instance
 * that was not tried before; the caller's future is this. An instance counts as not tried while
 * nobody has begun the call: then it may wait until one comes back.
 */
final class BalancedCall extends CallFuture implements Approach.Seeker {

    private static final String TOKEN_EXPIRED = "rpc.token-expired";

    private final BalancedCaller caller;
    private final RpcMethod method;
    private final byte[] payload;
    private final CallOptions options;
    private final CallTerms terms;
    private Set<Target> tried = Set.of();
    private boolean isHedged;
    private boolean mayWait = true;
    private boolean mayBeBegun;
    private boolean renewedLogin;
    private @Nullable Failure last;
    private volatile @Nullable ClientCall current;

    /** Whether anybody was asked: who was observes the call, else it is observed here. */
    private boolean isMade;

    /** Since when somebody is looked for who is not there at once; 0 before. */
    private long lookingSinceNs;

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

    /**
     * One of two that are made at the same time: each notes at once where it is made, so that they
     * are made at different instances.
     */
    BalancedCall hedged(Set<Target> triedByBoth, boolean isFirst) {
        tried = triedByBoth;
        isHedged = true;
        mayWait = isFirst;
        return this;
    }

    /** The next attempt. */
    @Override
    public void run() {
        if (isDone()) {
            return;
        }
        if (terms.isOver()) {
            completeExceptionally(CallTerms.tooLate(method));
            return;
        }
        Target trial = tried.isEmpty() ? caller.trial() : null;
        Target target = trial == null ? caller.pick(options, tried) : trial;
        if (target == null) {
            findNobody();
            return;
        }
        if (isHedged) {
            tried.add(target);
        }
        Approach.begin(this, target, trial != null);
    }

    private void look() {
        if (lookingSinceNs == 0) {
            lookingSinceNs = System.nanoTime();
        }
    }

    private void findNobody() {
        look();
        if (mayWait && !mayBeBegun && caller.isSomeoneComingBack()) {
            if (!tried.isEmpty()) {
                tried.clear(); // whoever comes back may be asked, also once more
            }
            if (caller.waits(this)) {
                caller.client().schedule(this::waitedTooLong, terms.leftNs());
                return;
            }
        }
        if (caller.pick(options, tried) != null) {
            run(); // somebody came between the two looks
            return;
        }
        completeExceptionally(caller.nobody(method, last));
    }

    private void waitedTooLong() {
        if (caller.stopsWaiting(this)) {
            completeExceptionally(caller.nobody(method));
        }
    }

    @Override
    public void connected(Target target, CompletableFuture<RpcConnection> done, boolean trial) {
        if (isDone() || done.isCompletedExceptionally()) {
            if (trial) {
                target.cannotTry();
            }
            if (!isDone()) {
                failed(target, null, RetryRules.failure(done.exceptionNow()), true);
            }
            return;
        }
        start(target, done.resultNow(), trial);
    }

    private void start(Target target, RpcConnection connection, boolean trial) {
        target.begin();
        isMade = true;
        long startedNs = System.nanoTime();
        ClientCall call = connection.start(method, payload, terms);
        current = call;
        if (isCancelled()) {
            call.cancel(true);
        }
        CompletableFuture<byte[]> unused =
                call.whenComplete((response, thrown) -> {
                    if (trial) {
                        target.endTrial(startedNs, thrown, call.neverStarted());
                    } else {
                        target.end(startedNs, thrown, call.neverStarted());
                    }
                    if (thrown == null) {
                        complete(response);
                    } else {
                        failed(target, connection, RetryRules.failure(thrown), call.neverStarted());
                    }
                });
    }

    private void failed(
            Target target,
            @Nullable RpcConnection connection,
            Failure failure,
            boolean neverStarted) {
        if (isDone()) {
            return;
        }
        last = failure;
        mayBeBegun |= !neverStarted;
        if (connection != null && mayLogInAnew(failure, neverStarted)) {
            logInAnew(target, connection);
            return;
        }
        if (tried.isEmpty() && !isHedged) {
            tried = ConcurrentHashMap.newKeySet();
        }
        tried.add(target);
        boolean again = RetryRules.allowsFailover(failure, neverStarted);
        if (!again && RetryRules.allowsRetry(failure, neverStarted, method.idempotent())) {
            again = caller.mayRetry();
        }
        if (again) {
            run();
        } else {
            completeExceptionally(failure);
        }
    }

    @Override
    public void afterSomePatience(Runnable task) {
        look();
        caller.client().schedule(task, Math.min(KeptConnection.SLOW_NS, terms.leftNs()));
    }

    @Override
    public boolean hasBetterToDo() {
        return terms.isOver() || caller.pick(options, tried) != null;
    }

    private boolean mayLogInAnew(Failure failure, boolean neverStarted) {
        return neverStarted && !renewedLogin && failure.code().equals(TOKEN_EXPIRED);
    }

    private void logInAnew(Target target, RpcConnection connection) {
        renewedLogin = true;
        current = null;
        caller.client().schedule(this::tooLateUnlessOnItsWay, terms.leftNs());
        CompletableFuture<Void> unused =
                connection
                        .renewLogin()
                        .whenComplete((renewed, thrown) -> {
                            if (thrown != null) {
                                failed(target, null, RetryRules.failure(thrown), true);
                            } else if (!isDone()) {
                                start(target, connection, false);
                            }
                        });
    }

    /** An open call watches its own deadline, a login does not. */
    private void tooLateUnlessOnItsWay() {
        if (current == null) {
            completeExceptionally(CallTerms.tooLate(method));
        }
    }

    @Override
    public boolean completeExceptionally(Throwable thrown) {
        boolean failed = super.completeExceptionally(thrown);
        if (failed && !isMade) {
            observe(RetryRules.failure(thrown).status());
        }
        return failed;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        boolean cancelled = super.cancel(mayInterrupt);
        ClientCall running = current;
        if (cancelled && running != null) {
            running.cancel(mayInterrupt);
        } else if (cancelled && !isMade) {
            observe(Status.CANCELLED);
        }
        return cancelled;
    }

    private void observe(Status status) {
        long nanos = lookingSinceNs == 0 ? 0 : System.nanoTime() - lookingSinceNs;
        caller.client().observe(method, status, nanos);
    }
}
