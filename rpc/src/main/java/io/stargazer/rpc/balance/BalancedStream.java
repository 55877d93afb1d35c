package io.stargazer.rpc.balance;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.CallTerms;
import io.stargazer.rpc.client.ClientStream;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.retry.RetryRules;
import io.stargazer.rpc.stream.StreamRequest;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call that streams, either way: fails over, and waits for an instance to come back, as long as
 * no provider has begun it and taken an item. A stream that breaks later ends with the failure;
 * whoever watches knows where to resume.
 */
final class BalancedStream {

    private final BalancedCaller caller;
    private final RpcMethod method;
    private final StreamRequest request;
    private final CallOptions options;
    private final CallTerms terms;
    private final Set<Target> tried = ConcurrentHashMap.newKeySet();
    private final SwitchedSubscription demand = new SwitchedSubscription();
    private final long startedNs = System.nanoTime();
    private boolean subscribed;

    /** Whether anybody was asked: who was observes the call, else it is observed here. */
    private volatile boolean isMade;

    BalancedStream(
            BalancedCaller caller,
            RpcMethod method,
            StreamRequest request,
            CallOptions options,
            CallTerms terms) {
        this.caller = caller;
        this.method = method;
        this.request = request;
        this.options = options;
        this.terms = terms;
    }

    void attempt(Flow.Subscriber<? super byte[]> subscriber) {
        if (!subscribed) {
            subscribed = true;
            subscriber.onSubscribe(demand);
        }
        Target target = caller.pick(options, tried);
        if (target == null) {
            findNobody(subscriber);
            return;
        }
        tried.add(target);
        CompletableFuture<RpcConnection> unused =
                target.connection()
                        .whenComplete((connection, thrown) -> {
                            if (thrown == null) {
                                open(connection, target, subscriber);
                            } else {
                                failed(RetryRules.failure(thrown), true, subscriber);
                            }
                        });
    }

    private void findNobody(Flow.Subscriber<? super byte[]> subscriber) {
        Runnable again = () -> attempt(subscriber);
        if (caller.isSomeoneComingBack()) {
            tried.clear();
            if (caller.waits(again)) {
                long patienceNs = Math.min(terms.leftNs(), CallOptions.DEFAULT_TIMEOUT.toNanos());
                caller.client().schedule(() -> waitedTooLong(again, subscriber), patienceNs);
                return;
            }
        }
        fail(caller.nobody(method), subscriber);
    }

    private void waitedTooLong(Runnable again, Flow.Subscriber<? super byte[]> subscriber) {
        if (caller.stopsWaiting(again)) {
            fail(caller.nobody(method), subscriber);
        }
    }

    private void open(
            RpcConnection connection, Target target, Flow.Subscriber<? super byte[]> subscriber) {
        target.begin();
        isMade = true;
        connection.subscribe(method, request, terms, new Relay(target, subscriber));
    }

    private void failed(
            Failure failure, boolean neverStarted, Flow.Subscriber<? super byte[]> subscriber) {
        boolean another = caller.pick(options, tried) != null || caller.isSomeoneComingBack();
        if (another && RetryRules.allowsFailover(failure, neverStarted)) {
            attempt(subscriber);
        } else {
            fail(failure, subscriber);
        }
    }

    private void fail(Failure failure, Flow.Subscriber<? super byte[]> subscriber) {
        if (!isMade) {
            caller.client().observe(method, failure.status(), System.nanoTime() - startedNs);
        }
        subscriber.onError(failure);
    }

    /** One attempt, which counts at its instance until it has ended or was cancelled. */
    private final class Relay implements Flow.Subscriber<byte[]>, Flow.Subscription {

        private final Target target;
        private final Flow.Subscriber<? super byte[]> subscriber;
        private final long startedNs = System.nanoTime();
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile @Nullable ClientStream stream;

        private Relay(Target target, Flow.Subscriber<? super byte[]> subscriber) {
            this.target = target;
            this.subscriber = subscriber;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            stream = (ClientStream) given;
            demand.to(this);
        }

        @Override
        public void request(long items) {
            ClientStream open = stream;
            if (open != null) {
                open.request(items);
            }
        }

        @Override
        public void cancel() {
            ClientStream open = stream;
            if (open != null) {
                open.cancel();
                end(cancelled(), false);
            }
        }

        @Override
        public void onNext(byte[] item) {
            subscriber.onNext(item);
        }

        @Override
        public void onError(Throwable thrown) {
            ClientStream open = stream;
            boolean neverStarted = open != null && open.neverStarted();
            if (thrown instanceof Failure failure) {
                end(failure, neverStarted);
                failed(failure, neverStarted, subscriber);
            } else {
                // The caller's own publisher broke, which says nothing about the instance.
                end(cancelled(), neverStarted);
                subscriber.onError(thrown);
            }
        }

        @Override
        public void onComplete() {
            end(null, false);
            subscriber.onComplete();
        }

        private static Failure cancelled() {
            return new Rejected(Status.CANCELLED, "rpc.cancelled", "the caller cancelled the call");
        }

        private void end(@Nullable Failure failure, boolean neverStarted) {
            if (over.compareAndSet(false, true)) {
                target.end(startedNs, failure, neverStarted);
            }
        }
    }
}
