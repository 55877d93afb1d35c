package io.stargazer.rpc.balance;

import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.CallTerms;
import io.stargazer.rpc.client.Caller;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.stream.SingleItem;
import io.stargazer.rpc.stream.StreamRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A caller over a list of instances that may be replaced at any time (RP-4). Keeps one long
 * connection to each instance that was called, fails over while nothing was begun, retries
 * idempotent methods within the budget, and honours one deadline across all attempts. Safe for use
 * by any thread; nothing blocks.
 */
public final class BalancedCaller implements Caller, AutoCloseable {

    /** One version of the list. */
    private record Instances(Map<Address, Target> targets, Balancer.Picker picker) {}

    private final RpcClient client;
    private final Supplier<Credential> credentials;
    private final Balancer balancer;
    private final Backoff backoff;
    private final RetryBudget budget = new RetryBudget();
    private volatile Instances instances;

    public BalancedCaller(
            RpcClient client,
            Supplier<Credential> credentials,
            Balancer balancer,
            Backoff backoff) {
        this.client = client;
        this.credentials = credentials;
        this.balancer = balancer;
        this.backoff = backoff;
        this.instances = new Instances(Map.of(), balancer.over(List.of()));
    }

    /** By least load, with the default backoff. */
    public BalancedCaller(RpcClient client, Supplier<Credential> credentials) {
        this(client, credentials, Balancer.leastLoaded(), Backoff.DEFAULT);
    }

    /**
     * Replaces the list. An instance that stays keeps its connection and its history; one that
     * leaves finishes its open calls.
     */
    public synchronized void endpoints(List<Endpoint> endpoints) {
        Map<Address, Target> before = instances.targets();
        Map<Address, Target> after = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints) {
            Target target = before.get(endpoint.address());
            if (target == null) {
                target = new Target(endpoint, client, credentials, backoff);
            } else {
                target.endpoint(endpoint);
            }
            after.put(endpoint.address(), target);
        }
        instances = new Instances(after, balancer.over(List.copyOf(after.values())));
        List<Target> gone = new ArrayList<>(before.values());
        gone.removeAll(Set.copyOf(after.values()));
        gone.forEach(Target::remove);
    }

    /** The instances now, with how they are doing. */
    public List<Target> targets() {
        return List.copyOf(instances.targets().values());
    }

    @Override
    public CompletableFuture<byte[]> call(RpcMethod method, byte[] payload, CallOptions options) {
        CallTerms terms = CallTerms.of(options, CallOptions.DEFAULT_TIMEOUT);
        budget.deposit();
        BalancedCall call = new BalancedCall(this, method, payload, options, terms);
        terms.follow(call);
        call.attempt();
        return call;
    }

    @Override
    public Flow.Publisher<byte[]> stream(RpcMethod method, byte[] payload, CallOptions options) {
        return publisher(method, StreamRequest.stream(payload), options);
    }

    @Override
    public Flow.Publisher<byte[]> duplex(
            RpcMethod method, byte[] payload, Flow.Publisher<byte[]> items, CallOptions options) {
        return publisher(method, StreamRequest.duplex(payload, items), options);
    }

    private Flow.Publisher<byte[]> publisher(
            RpcMethod method, StreamRequest request, CallOptions options) {
        CallTerms terms = CallTerms.of(options, null);
        return subscriber ->
                new BalancedStream(this, method, request, options, terms).attempt(subscriber);
    }

    @Override
    public CompletableFuture<byte[]> upload(
            RpcMethod method, byte[] payload, Flow.Publisher<byte[]> items, CallOptions options) {
        SingleItem response = new SingleItem();
        StreamRequest request = StreamRequest.upload(payload, items);
        CallTerms terms = CallTerms.of(options, null);
        new BalancedStream(this, method, request, options, terms).attempt(response);
        return response;
    }

    @Nullable Target pick(CallOptions options, Set<Target> tried) {
        return instances
                .picker()
                .pick(options, target -> target.isUsable() && !tried.contains(target));
    }

    boolean mayRetry() {
        return budget.withdraw();
    }

    void later(Runnable task, long delayNs) {
        client.schedule(task, delayNs);
    }

    /** Why {@link #pick} found nothing in a first attempt. */
    Failure nobody(RpcMethod method) {
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
    }
}
