package io.stargazer.server;

import io.stargazer.api.session.SessionContract;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.http.Routes;
import io.stargazer.server.registry.MapHttpApi;
import io.stargazer.server.registry.RegistryHttpApi;
import io.stargazer.server.registry.RegistryReconciler;
import io.stargazer.server.registry.RegistryRpcApi;
import io.stargazer.server.registry.RegistryService;
import io.stargazer.server.registry.WatchHub;
import io.stargazer.server.session.SessionRpcApi;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.time.Timers;
import io.stargazer.server.traffic.CallGraph;
import io.stargazer.server.traffic.MethodTraffic;
import java.util.concurrent.Flow;

/** Sessions and the registry, wired. */
final class RegistryCapability {

    final SessionService sessions;
    final WatchHub hub;
    final RegistryService service;
    final CallGraph calls;
    final MethodTraffic methods;
    private final ControlPlane control;

    RegistryCapability(ControlPlane control, Timers timers, ServerConfig config) {
        this.control = control;
        sessions = new SessionService(control, timers, config.sessions());
        control.listen(sessions);
        hub = new WatchHub(control.latest());
        control.listen(hub);
        service = new RegistryService(control, sessions, hub);
        calls = new CallGraph(control, timers);
        methods = new MethodTraffic(control, timers);
        RegistryReconciler reconciler = new RegistryReconciler(control, timers);
        control.listen(reconciler);
    }

    void addTo(
            ServiceTable services,
            IdentityCapability identity,
            Flow.Publisher<SessionContract.Servers> servers) {
        SessionRpcApi sessionApi =
                new SessionRpcApi(
                        sessions,
                        new SessionRpcApi.Gatekeepers(identity.tokens, identity.gate),
                        control,
                        servers);
        control.listen(sessionApi);
        services.bind(SessionContract.SERVICE, SessionContract.class, sessionApi);
        new RegistryRpcApi(service, sessions, calls, methods).addTo(services);
    }

    void addTo(Routes routes) {
        new RegistryHttpApi(service, calls, methods, control).addTo(routes);
        new MapHttpApi(service, calls).addTo(routes);
    }
}
