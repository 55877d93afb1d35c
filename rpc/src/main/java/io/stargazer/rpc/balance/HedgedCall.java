package io.stargazer.rpc.balance;

import io.stargazer.rpc.CallFuture;
import io.stargazer.rpc.client.CallOptions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call that is made a second time, elsewhere, when the first takes long (RP-4). The first answer
 * is the answer, and the other call is cancelled at its provider; the call fails when none is left
 * that may still be answered.
 */
final class HedgedCall extends CallFuture {

    private final BalancedCaller caller;
    private final CallOptions options;
    private final Supplier<BalancedCall> calls;
    private final Set<Target> tried = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private volatile @Nullable BalancedCall first;
    private volatile @Nullable BalancedCall second;

    /**
     * Not begun yet.
     *
     * @param calls makes one that is not begun; all on the same terms
     */
    HedgedCall(BalancedCaller caller, CallOptions options, Supplier<BalancedCall> calls) {
        this.caller = caller;
        this.options = options;
        this.calls = calls;
    }

    void begin(long hedgeAfterNs) {
        BalancedCall call = calls.get().hedged(tried, true);
        first = call;
        make(call);
        if (!isDone()) {
            caller.client().schedule(this::hedge, hedgeAfterNs);
        }
    }

    private void hedge() {
        if (!isDone() && caller.pick(options, tried) != null && caller.mayRetry()) {
            BalancedCall call = calls.get().hedged(tried, false);
            second = call;
            make(call);
        }
    }

    private void make(BalancedCall call) {
        open.incrementAndGet();
        CompletableFuture<byte[]> unused =
                call.whenComplete((response, thrown) -> {
                    int left = open.decrementAndGet();
                    if (thrown == null) {
                        complete(response);
                        stop();
                    } else if (left == 0) {
                        completeExceptionally(thrown);
                    }
                });
        call.run();
        if (isDone()) {
            call.cancel(true);
        }
    }

    private void stop() {
        for (BalancedCall call : new @Nullable BalancedCall[] {first, second}) {
            if (call != null) {
                call.cancel(true);
            }
        }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        boolean cancelled = super.cancel(mayInterrupt);
        if (cancelled) {
            stop();
        }
        return cancelled;
    }
}
