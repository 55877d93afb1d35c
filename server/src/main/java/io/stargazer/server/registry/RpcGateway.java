package io.stargazer.server.registry;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.balance.BalancedCaller;
import io.stargazer.rpc.balance.Endpoint;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.codec.JsonPayload;
import io.stargazer.rpc.outlier.Health;
import io.stargazer.server.identity.Authoriser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Calls services on behalf of those who have only HTTP and JSON (RP-1). Watches each service that
 * was called once and keeps its connections.
 */
public final class RpcGateway implements AutoCloseable {

    private final RegistryService registry;
    private final RpcClient client;
    private final Function<String, Principal> selves;
    private final Function<Principal, Credential> credentials;
    private final ConcurrentMap<ServiceName, Route> routes = new ConcurrentHashMap<>();

    /**
     * @param selves this server, as the providers of a namespace see it
     * @param credentials its tokens
     */
    public RpcGateway(
            RegistryService registry,
            RpcClient client,
            Function<String, Principal> selves,
            Function<Principal, Credential> credentials) {
        this.registry = registry;
        this.client = client;
        this.selves = selves;
        this.credentials = credentials;
    }

    /**
     * Calls a method with JSON arguments.
     *
     * @param options how; what stands in them as metadata reaches the provider
     * @throws Rejected {@code registry.unknown-service}, {@code identity.forbidden}, {@code
     *     rpc.bad-method}; the future may fail with them too
     * @return the result as JSON, empty for a method without one
     */
    public CompletableFuture<byte[]> call(
            Principal principal,
            ServiceName service,
            String method,
            byte[] json,
            CallOptions options) {
        Authoriser.require(principal, service.namespace(), Role.OPERATOR);
        CallOptions signed =
                options.withMetadata(options.metadata().with("stargazer-actor", principal.actor()));
        RpcMethod called = method(service, method);
        return routeTo(principal, service)
                .thenCompose(route -> route.caller.call(called, json, signed));
    }

    private static RpcMethod method(ServiceName service, String name) {
        try {
            return new RpcMethod(service.toString(), name, JsonPayload.NUMBER, false);
        } catch (IllegalArgumentException illegal) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "rpc.bad-method",
                    String.valueOf(illegal.getMessage()));
        }
    }

    /** Only a service that there is gets a route: they are kept, and names are cheap. */
    private CompletableFuture<Route> routeTo(Principal principal, ServiceName service) {
        Route known = routes.get(service);
        return known != null
                ? CompletableFuture.completedFuture(known)
                : registry.get(principal, service)
                        .thenApply(exists -> routes.computeIfAbsent(service, Route::new));
    }

    /** Of each service that was called, how many instances get no calls at present (RP-7). */
    public Map<String, Integer> ejected() {
        Map<String, Integer> ejected = new TreeMap<>();
        routes.forEach((service, route) -> ejected.put(service.toString(), route.ejected()));
        return ejected;
    }

    @Override
    public void close() {
        routes.values().forEach(Route::close);
        client.close();
    }

    /** The instances of one service, kept up to date by a watch. */
    private final class Route implements WatchHub.Watcher {

        private final BalancedCaller caller;
        private final Map<String, Instance> instances = new TreeMap<>();
        private final Runnable end;

        Route(ServiceName service) {
            Principal self = selves.apply(service.namespace());
            caller = new BalancedCaller(client, () -> credentials.apply(self));
            end = registry.watch(self, service, 0, this);
        }

        @Override
        public void update(PushedUpdate pushed) {
            switch (pushed.update()) {
                case Update.Listing listing -> {
                    instances.clear();
                    listing.registrations().forEach(this::put);
                }
                case Update.Changed changed -> changed.events().forEach(this::apply);
            }
            List<Endpoint> endpoints = new ArrayList<>();
            for (Instance instance : instances.values()) {
                if (instance.weight() > 0) {
                    endpoints.add(
                            new Endpoint(
                                    Address.parse(instance.address()),
                                    instance.weight(),
                                    instance.zone(),
                                    Map.of()));
                }
            }
            caller.endpoints(endpoints);
        }

        @Override
        public void failed(Failure failure) {
            throw new IllegalStateException("a watch that resumes nothing cannot fail", failure);
        }

        private void apply(RegistryEvent event) {
            switch (event) {
                case RegistryEvent.InstanceUp up -> put(up.registration());
                case RegistryEvent.InstanceSuspect suspect -> put(suspect.registration());
                case RegistryEvent.InstanceDown down -> instances.remove(down.instanceId());
                case RegistryEvent.ProtectionChanged ignored -> {}
                case RegistryEvent.CallerChanged ignored -> {}
            }
        }

        private void put(Registration registration) {
            instances.put(registration.instance().id(), registration.instance());
        }

        int ejected() {
            return (int)
                    caller.targets().stream()
                            .filter(target -> target.health() != Health.State.IN)
                            .count();
        }

        void close() {
            end.run();
            caller.close();
        }
    }
}
