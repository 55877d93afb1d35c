package io.stargazer.rpc.balance;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.CallTerms;
import io.stargazer.rpc.client.Caller;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.outlier.EjectionEvent;
import io.stargazer.rpc.outlier.EjectionRules;
import io.stargazer.rpc.outlier.Ejections;
import io.stargazer.rpc.outlier.Health;
import io.stargazer.rpc.retry.Backoff;
import io.stargazer.rpc.retry.RetryBudget;
import io.stargazer.rpc.retry.WaitingCalls;
import io.stargazer.rpc.stream.StreamRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A caller over a list of instances that may be replaced at any time (RP-4). Keeps one long
 * connection to each instance that was called, fails over while nothing was begun, retries
 * idempotent methods within the budget, leaves instances alone that fail (RP-7), and honours one
 * deadline across all attempts. A call waits, within its deadline, when every instance is lost and
 * coming back. Safe for use by any thread; nothing blocks.
 */
public final class BalancedCaller implements Caller, AutoCloseable {

    /**
     * How instances are chosen, reached and left alone.
     *
     * @param listener hears of ejections; see {@link Ejections}
     */
    public record Settings(
            Balancer balancer,
            Backoff backoff,
            EjectionRules ejection,
            Consumer<EjectionEvent> listener) {

        /** By least load. */
        public static final Settings DEFAULT =
                new Settings(
                        Balancer.leastLoaded(),
                        Backoff.DEFAULT,
                        EjectionRules.DEFAULT,
                        EjectionEvent.UNHEARD);

        public Settings withBalancer(Balancer changed) {
            return new Settings(changed, backoff, ejection, listener);
        }

        public Settings withBackoff(Backoff changed) {
            return new Settings(balancer, changed, ejection, listener);
        }

        public Settings withEjection(EjectionRules changed) {
            return new Settings(balancer, backoff, changed, listener);
        }

        public Settings withListener(Consumer<EjectionEvent> changed) {
            return new Settings(balancer, backoff, ejection, changed);
        }
    }

    /** One version of the list. */
    private record Instances(Map<Address, Target> targets, Balancer.Picker picker) {}

    private final RpcClient client;
    private final Balancer balancer;
    private final KeptConnection.Dialling dialling;
    private final Ejections ejections;
    private final RetryBudget budget = new RetryBudget();
    private final WaitingCalls waiting = new WaitingCalls();
    private final Runnable forget;
    private volatile Instances instances;

    public BalancedCaller(RpcClient client, Supplier<Credential> credentials, Settings settings) {
        this.client = client;
        this.balancer = settings.balancer();
        this.dialling =
                new KeptConnection.Dialling(client, credentials, settings.backoff(), waiting::goOn);
        this.ejections = new Ejections(settings.ejection(), settings.listener(), System.nanoTime());
        this.instances = new Instances(Map.of(), balancer.over(List.of()));
        this.forget = client.onClose(waiting::goOn);
    }

    public BalancedCaller(RpcClient client, Supplier<Credential> credentials) {
        this(client, credentials, Settings.DEFAULT);
    }

    /**
     * Replaces the list. An instance that stays keeps its connection and its history; one that
     * leaves finishes its open calls.
     */
    public void endpoints(List<Endpoint> endpoints) {
        List<Target> gone = replace(endpoints);
        // Ejected ones first: they make no others come back.
        gone.sort(Comparator.comparing(target -> target.health() == Health.State.IN));
        long nowNs = System.nanoTime();
        gone.forEach(target -> target.remove(nowNs));
        waiting.goOn();
    }

    /** The instances that have left. */
    private synchronized List<Target> replace(List<Endpoint> endpoints) {
        Map<Address, Target> before = instances.targets();
        Map<Address, Target> after = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints) {
            Target target = before.get(endpoint.address());
            if (target == null) {
                Address address = endpoint.address();
                target =
                        new Target(
                                endpoint,
                                new KeptConnection(address, dialling),
                                ejections.join(address));
            } else {
                target.endpoint(endpoint);
            }
            after.put(endpoint.address(), target);
        }
        instances = new Instances(after, balancer.over(List.copyOf(after.values())));
        List<Target> gone = new ArrayList<>(before.values());
        gone.removeAll(Set.copyOf(after.values()));
        return gone;
    }

    /** The instances now, with how they are doing. */
    public List<Target> targets() {
        return List.copyOf(instances.targets().values());
    }

    /**
     * Makes a call; see {@link Caller}.
     *
     * @return fails as {@code rpc.not-idempotent} when the options hedge a method that is not
     *     idempotent, and as {@code rpc.no-instance} when no instance could be reached in time
     */
    @Override
    public CompletableFuture<byte[]> call(RpcMethod method, byte[] payload, CallOptions options) {
        Duration hedgeAfter = options.hedgeAfter();
        if (hedgeAfter != null && !method.idempotent()) {
            return CompletableFuture.failedFuture(
                    new Rejected(
                            Status.INVALID_ARGUMENT,
                            "rpc.not-idempotent",
                            method.path()
                                    + " is not idempotent, so its calls cannot be hedged: it"
                                    + " might be done twice"));
        }
        CallTerms terms = CallTerms.of(options, CallOptions.DEFAULT_TIMEOUT);
        budget.deposit();
        if (hedgeAfter != null) {
            HedgedCall hedged =
                    new HedgedCall(
                            this,
                            options,
                            () -> new BalancedCall(this, method, payload, options, terms));
            terms.follow(hedged);
            hedged.begin(hedgeAfter.toNanos());
            return hedged;
        }
        BalancedCall call = new BalancedCall(this, method, payload, options, terms);
        terms.follow(call);
        call.run();
        return call;
    }

    @Override
    public Flow.Publisher<byte[]> open(
            RpcMethod method, StreamRequest request, CallOptions options) {
        CallTerms terms = CallTerms.of(options, null);
        BalancedStream.Call call = new BalancedStream.Call(method, request, options, terms);
        return subscriber -> new BalancedStream(this, call, subscriber).begin();
    }

    /** An instance that was not tried; an ejected one only when all that can be reached are. */
    @Nullable Target pick(CallOptions options, Set<Target> tried) {
        Balancer.Picker picker = instances.picker();
        Target picked =
                tried.isEmpty()
                        ? picker.pick(options, Target::isUsable)
                        : picker.pick(
                                options, target -> target.isUsable() && !tried.contains(target));
        return picked == null && ejections.isAnyOut()
                ? picker.pick(options, target -> target.isReachable() && !tried.contains(target))
                : picked;
    }

    /** An ejected instance that the next call has to try; it must be told how that ended. */
    @Nullable Target trial() {
        if (!ejections.isAnyOut()) {
            return null;
        }
        long nowNs = System.nanoTime();
        if (ejections.isTrialDue(nowNs)) {
            for (Target target : instances.targets().values()) {
                if (target.tryAgain(nowNs)) {
                    return target;
                }
            }
        }
        return null;
    }

    boolean mayRetry() {
        return budget.withdraw();
    }

    RpcClient client() {
        return client;
    }

    /** No instance can be reached, but there are some, and they are being connected to. */
    boolean isSomeoneComingBack() {
        return !isAnyReachable() && !instances.targets().isEmpty() && !client.isClosed();
    }

    /**
     * Runs the attempt when an instance has come back or the list has changed.
     *
     * @return false when too many wait already
     */
    boolean waits(Runnable attempt) {
        boolean added = waiting.add(attempt);
        if (added && !isSomeoneComingBack()) {
            waiting.goOn(); // somebody came before it was added
        }
        return added;
    }

    boolean stopsWaiting(Runnable attempt) {
        return waiting.remove(attempt);
    }

    private boolean isAnyReachable() {
        for (Target target : instances.targets().values()) {
            if (target.isReachable()) {
                return true;
            }
        }
        return false;
    }

    /** Why {@link #pick} finds nothing, when the last attempt failed so, or there was none. */
    Failure nobody(RpcMethod method, @Nullable Failure last) {
        return last == null || client.isClosed() ? nobody(method) : last;
    }

    /** Why {@link #pick} finds nothing. */
    Failure nobody(RpcMethod method) {
        if (client.isClosed()) {
            return new Unavailable.Unreachable(
                    "rpc.client-closed", "the client is closed: it makes no calls any more");
        }
        Map<Address, Target> known = instances.targets();
        if (known.isEmpty()) {
            return new Unavailable.Unreachable(
                    "rpc.no-instance", "no instance of " + method.service() + " is known");
        }
        String why = "";
        for (Target target : known.values()) {
            Throwable last = target.lastFailure();
            why = last == null ? why : "; last: " + last.getMessage();
        }
        return new Unavailable.Unreachable(
                "rpc.no-instance",
                "none of the "
                        + known.size()
                        + " instances of "
                        + method.service()
                        + " can be reached"
                        + why);
    }

    /** Finishes open calls and closes the connections; the client stays. */
    @Override
    public void close() {
        endpoints(List.of());
        forget.run();
    }
}
