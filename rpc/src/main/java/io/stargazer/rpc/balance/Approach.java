package io.stargazer.rpc.balance;

import io.stargazer.rpc.client.RpcConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A call waits for a connection that is being made; when that takes long, it goes elsewhere. */
final class Approach implements Runnable {

    /** A call on its way to an instance; run, it looks for the next. */
    interface Seeker extends Runnable {

        /** Has ended and needs no instance any more. */
        boolean isDone();

        /**
         * The connection is there, or could not be made.
         *
         * @param trial the call is to show whether an ejected instance is well again
         */
        void connected(Target target, CompletableFuture<RpcConnection> done, boolean trial);

        /** Need not wait for a connection that is being made. */
        boolean hasBetterToDo();

        /** Has the task run when the connection has taken long, or the time is over. */
        void afterSomePatience(Runnable task);
    }

    private final Seeker call;
    private final Target target;
    private final CompletableFuture<RpcConnection> connection;
    private final boolean trial;
    private final AtomicBoolean over = new AtomicBoolean();

    private Approach(
            Seeker call,
            Target target,
            CompletableFuture<RpcConnection> connection,
            boolean trial) {
        this.call = call;
        this.target = target;
        this.connection = connection;
        this.trial = trial;
    }

    /** Leads a call to an instance that was chosen for it; at once where there is a connection. */
    static void begin(Seeker call, Target target, boolean trial) {
        CompletableFuture<RpcConnection> connection = target.connection();
        if (connection.isDone()) {
            call.connected(target, connection, trial);
            return;
        }
        Approach approach = new Approach(call, target, connection, trial);
        call.afterSomePatience(approach);
        CompletableFuture<RpcConnection> unused =
                connection.whenComplete((made, failed) -> {
                    if (approach.over.compareAndSet(false, true)) {
                        call.connected(target, connection, trial);
                    }
                });
    }

    /** It has taken long. */
    @Override
    public void run() {
        if (connection.isDone() || over.get()) {
            return;
        }
        if (!call.isDone() && !call.hasBetterToDo()) {
            call.afterSomePatience(this);
        } else if (over.compareAndSet(false, true)) {
            if (trial) {
                target.cannotTry();
            }
            call.run();
        }
    }
}
