package io.stargazer.rpc.balance;

import io.stargazer.rpc.client.RpcConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A call waits for a connection that is being made; when that takes long, it goes elsewhere. */
final class Approach implements Runnable {

    private final BalancedCall call;
    private final Target target;
    private final CompletableFuture<RpcConnection> connection;
    private final boolean trial;
    private final AtomicBoolean over = new AtomicBoolean();

    /**
     * Not begun yet.
     *
     * @param trial the call is to show whether an ejected instance is well again
     */
    Approach(
            BalancedCall call,
            Target target,
            CompletableFuture<RpcConnection> connection,
            boolean trial) {
        this.call = call;
        this.target = target;
        this.connection = connection;
        this.trial = trial;
    }

    void begin() {
        call.afterSomePatience(this);
        CompletableFuture<RpcConnection> unused =
                connection.whenComplete((made, failed) -> {
                    if (over.compareAndSet(false, true)) {
                        call.connected(target, connection, trial);
                    }
                });
    }

    /** It has taken long. */
    @Override
    public void run() {
        if (connection.isDone() || call.isDone() || over.get()) {
            return;
        }
        if (!call.hasBetterToDo()) {
            call.afterSomePatience(this);
        } else if (over.compareAndSet(false, true)) {
            if (trial) {
                target.cannotTry();
            }
            call.run();
        }
    }
}
