package io.stargazer.rpc.balance;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallContext;
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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call that streams, either way: fails over, and waits for an instance to come back, as long as
 * no provider has begun it and taken an item. A stream that breaks later ends with the failure;
 * whoever watches knows where to resume. Until somebody is asked it is over at its deadline, when
 * it has looked for an instance for as long as a call would, and when nobody wants it any more.
 */
final class BalancedStream implements Approach.Seeker {

    /** What is made, anew for each subscriber. */
    record Call(RpcMethod method, StreamRequest request, CallOptions options, CallTerms terms) {}

    private enum Phase {
        /** Nobody is asked. */
        LOOKING,
        /** A provider has it. */
        OPEN,
        OVER
    }

    private final BalancedCaller caller;
    private final Call call;
    private final Flow.Subscriber<? super byte[]> subscriber;
    private final Set<Target> tried = ConcurrentHashMap.newKeySet();
    private final SwitchedSubscription demand = new SwitchedSubscription(this::cancelled);
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.LOOKING);
    private final long startedNs = System.nanoTime();

    /** Until when an instance is looked for; moves on by the time that providers had the call. */
    private volatile long lookUntilNs = startedNs + CallOptions.DEFAULT_TIMEOUT.toNanos();

    /** Whether anybody was asked: who was observes the call, else it is observed here. */
    private volatile boolean isMade;

    private volatile @Nullable Failure last;
    private volatile Runnable forget = () -> {};

    /** Not begun yet. */
    BalancedStream(BalancedCaller caller, Call call, Flow.Subscriber<? super byte[]> subscriber) {
        this.caller = caller;
        this.call = call;
        this.subscriber = subscriber;
    }

    void begin() {
        subscriber.onSubscribe(demand);
        CallContext serving = call.terms().serving();
        if (serving != null) {
            forget = serving.onCancel(() -> giveUp(CallTerms.gone()));
        }
        run();
        if (isDone()) {
            forget.run();
        }
    }

    /** The next attempt. */
    @Override
    public void run() {
        if (phase.get() != Phase.LOOKING) {
            return;
        }
        if (patienceNs() == 0) {
            outOfPatience();
            return;
        }
        Target trial = tried.isEmpty() ? caller.trial() : null;
        Target target = trial == null ? caller.pick(call.options(), tried) : trial;
        if (target == null) {
            findNobody();
        } else {
            Approach.begin(this, target, trial != null);
        }
    }

    @Override
    public boolean isDone() {
        return phase.get() == Phase.OVER;
    }

    private void findNobody() {
        if (caller.isSomeoneComingBack()) {
            tried.clear();
            if (caller.waits(this)) {
                caller.client().schedule(this::waitedTooLong, patienceNs());
                return;
            }
        }
        if (caller.pick(call.options(), tried) != null) {
            run(); // somebody came between the two looks
            return;
        }
        giveUp(caller.nobody(call.method(), last));
    }

    private void waitedTooLong() {
        if (patienceNs() == 0 && caller.stopsWaiting(this)) {
            giveUp(caller.nobody(call.method()));
        }
    }

    private long patienceNs() {
        return Math.max(0, Math.min(call.terms().leftNs(), lookUntilNs - System.nanoTime()));
    }

    private void outOfPatience() {
        giveUp(
                call.terms().isOver()
                        ? CallTerms.tooLate(call.method())
                        : caller.nobody(call.method()));
    }

    @Override
    public void afterSomePatience(Runnable task) {
        caller.client().schedule(task, Math.min(KeptConnection.SLOW_NS, patienceNs()));
    }

    @Override
    public boolean hasBetterToDo() {
        return patienceNs() == 0 || caller.pick(call.options(), tried) != null;
    }

    @Override
    public void connected(Target target, CompletableFuture<RpcConnection> done, boolean trial) {
        if (done.isCompletedExceptionally()) {
            if (trial) {
                target.cannotTry();
            }
            failed(target, RetryRules.failure(done.exceptionNow()), true);
        } else if (phase.compareAndSet(Phase.LOOKING, Phase.OPEN)) {
            target.begin();
            isMade = true;
            Relay relay = new Relay(target, trial);
            done.resultNow().subscribe(call.method(), call.request(), call.terms(), relay);
        } else if (trial) {
            target.cannotTry();
        }
    }

    private void failed(Target target, Failure failure, boolean neverStarted) {
        last = failure;
        tried.add(target);
        boolean again = RetryRules.allowsFailover(failure, neverStarted);
        if (!again && RetryRules.allowsRetry(failure, neverStarted, false)) {
            again = caller.mayRetry();
        }
        if (again) {
            run();
        } else {
            giveUp(failure);
        }
    }

    /** Nobody has it, and nobody will. */
    private void giveUp(Failure failure) {
        if (phase.compareAndSet(Phase.LOOKING, Phase.OVER)) {
            leave(failure.status());
            // It may block, and this may be an event loop.
            Thread.ofVirtual().name("rpc-stream").start(() -> subscriber.onError(failure));
        }
    }

    /** The subscriber wants nothing any more; who has the call is told by its subscription. */
    private void cancelled() {
        if (phase.getAndSet(Phase.OVER) == Phase.LOOKING) {
            leave(Status.CANCELLED);
        } else {
            forget.run();
        }
    }

    private void leave(Status status) {
        forget.run();
        boolean unused = caller.stopsWaiting(this);
        if (!isMade) {
            caller.client().observe(call.method(), status, System.nanoTime() - startedNs);
        }
    }

    /** One attempt, which counts at its instance until it has ended or was cancelled. */
    private final class Relay implements Flow.Subscriber<byte[]>, Flow.Subscription {

        private final Target target;
        private final long openedNs = System.nanoTime();
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile @Nullable ClientStream stream;

        /** It is to show whether an ejected instance is well again, and has not shown it yet. */
        private volatile boolean isOnTrial;

        private Relay(Target target, boolean trial) {
            this.target = target;
            this.isOnTrial = trial;
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
                end(abandoned(), false);
            }
        }

        @Override
        public void onNext(byte[] item) {
            if (isOnTrial) {
                isOnTrial = false;
                target.hasAnswered();
            }
            boolean taken = false;
            try {
                subscriber.onNext(item);
                taken = true;
            } finally {
                if (!taken) {
                    // Nothing else will come: the receiver drops a subscriber that throws.
                    conclude(abandoned(), false);
                }
            }
        }

        @Override
        public void onError(Throwable thrown) {
            ClientStream open = stream;
            boolean neverStarted = open != null && open.neverStarted();
            if (!(thrown instanceof Failure failure)) {
                // The caller's own publisher broke, which says nothing about the instance.
                conclude(abandoned(), neverStarted);
                subscriber.onError(thrown);
                return;
            }
            end(failure, neverStarted);
            if (neverStarted && phase.compareAndSet(Phase.OPEN, Phase.LOOKING)) {
                long untilNs = lookUntilNs + System.nanoTime() - openedNs;
                lookUntilNs = untilNs;
                failed(target, failure, true);
            } else if (phase.getAndSet(Phase.OVER) != Phase.OVER) {
                forget.run();
                subscriber.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            conclude(null, false);
            subscriber.onComplete();
        }

        private static Failure abandoned() {
            return new Rejected(Status.CANCELLED, "rpc.cancelled", "the caller cancelled the call");
        }

        private void conclude(@Nullable Failure failure, boolean neverStarted) {
            end(failure, neverStarted);
            phase.set(Phase.OVER);
            forget.run();
        }

        private void end(@Nullable Failure failure, boolean neverStarted) {
            if (over.compareAndSet(false, true)) {
                target.endStream(openedNs, failure, neverStarted, isOnTrial);
            }
        }
    }
}
