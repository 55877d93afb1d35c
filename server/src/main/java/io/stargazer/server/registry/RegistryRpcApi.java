package io.stargazer.server.registry;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Codec;
import io.stargazer.api.codec.Malformed;
import io.stargazer.api.codec.Source;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.MethodCalls;
import io.stargazer.api.registry.RegistryContract;
import io.stargazer.api.registry.RegistryContract.CallCount;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.Session;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.NonBlocking;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.stream.EncodedItem;
import io.stargazer.server.rpc.RpcLogin;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.traffic.CallGraph;
import io.stargazer.server.traffic.MethodTraffic;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * Services over RPC: {@link RegistryContract}, routes only. The watch is bound on bytes, so that an
 * update is encoded once for all its watchers.
 */
public final class RegistryRpcApi {

    private static final Codec<ServiceName> SERVICE_NAME = Codec.of(ServiceName.class);

    private final RegistryService registry;
    private final SessionService sessions;
    private final CallGraph calls;
    private final MethodTraffic methods;

    public RegistryRpcApi(
            RegistryService registry,
            SessionService sessions,
            CallGraph calls,
            MethodTraffic methods) {
        this.registry = registry;
        this.sessions = sessions;
        this.calls = calls;
        this.methods = methods;
    }

    /**
     * The part of {@link RegistryContract} that needs no stream of its own. Nothing in it blocks,
     * so it is served on the event loop: a change of threads would cost more than the work.
     */
    public interface Calls {
        @NonBlocking
        CompletableFuture<Long> register(String session, ServiceName service, Instance instance);

        @NonBlocking
        CompletableFuture<Long> deregister(String session, ServiceName service, String instanceId);

        @NonBlocking
        CompletableFuture<Boolean> reportCalls(String session, List<CallCount> counts);

        @NonBlocking
        CompletableFuture<Boolean> reportMethods(String session, List<MethodCalls> reported);
    }

    public void addTo(ServiceTable services) {
        services.bind(RegistryContract.SERVICE, Calls.class, new Served());
        services.bindStream(RegistryContract.SERVICE, "watch", this::watch);
    }

    private Flow.Publisher<EncodedItem> watch(CallContext call, byte[] request) {
        Source source = new Source(request);
        try {
            ServiceName service = SERVICE_NAME.read(source);
            long afterRevision = source.signed();
            source.expectEnd();
            return new WatchPublisher(registry, RpcLogin.caller(), service, afterRevision);
        } catch (Malformed e) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "rpc.bad-payload",
                    "the payload is not a service and a revision: " + e.getMessage());
        }
    }

    private final class Served implements Calls {

        @Override
        public CompletableFuture<Long> register(
                String session, ServiceName service, Instance instance) {
            return registry.register(RpcLogin.caller(), session, service, instance);
        }

        @Override
        public CompletableFuture<Long> deregister(
                String session, ServiceName service, String instanceId) {
            return registry.deregister(RpcLogin.caller(), service, instanceId);
        }

        @Override
        public CompletableFuture<Boolean> reportCalls(String session, List<CallCount> counts) {
            Session own = sessions.requireOwn(RpcLogin.caller(), session);
            calls.report(own.application(), counts);
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public CompletableFuture<Boolean> reportMethods(
                String session, List<MethodCalls> reported) {
            Session own = sessions.requireOwn(RpcLogin.caller(), session);
            calls.reportMethods(own.application(), methods.report(own.application(), reported));
            return CompletableFuture.completedFuture(true);
        }
    }
}
