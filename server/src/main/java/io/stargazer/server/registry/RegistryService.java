package io.stargazer.server.registry;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.IdentityRejection;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.RegistryCommand;
import io.stargazer.api.registry.RegistryCommand.Deregister;
import io.stargazer.api.registry.RegistryCommand.Register;
import io.stargazer.api.registry.RegistryCommand.SetWeight;
import io.stargazer.api.registry.RegistryRejection;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.ControlView;
import io.stargazer.core.Table;
import io.stargazer.core.registry.Service;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.identity.Authoriser;
import io.stargazer.server.session.SessionService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Services and their instances (RG-1, RG-2, RG-5): authorises, submits, reads. Returns at once;
 * futures complete on the log's threads with the revision of the change.
 */
public final class RegistryService {

    private final ControlPlane control;
    private final SessionService sessions;
    private final WatchHub hub;

    public RegistryService(ControlPlane control, SessionService sessions, WatchHub hub) {
        this.control = control;
        this.sessions = sessions;
        this.hub = hub;
    }

    /** Offers an instance on one's own session. */
    public CompletableFuture<Long> register(
            Principal principal, String session, ServiceName service, Instance instance) {
        Authoriser.require(principal, service.namespace(), Role.OPERATOR);
        sessions.requireOwn(principal, session);
        return submit(principal, new Register(session, service, instance));
    }

    /** Takes away an instance: a provider its own, an operator any. */
    public CompletableFuture<Long> deregister(
            Principal principal, ServiceName service, String instanceId) {
        requireMayChange(principal, service, instanceId);
        return submit(principal, new Deregister(service, instanceId));
    }

    public CompletableFuture<Long> setWeight(
            Principal principal, ServiceName service, String instanceId, int weight) {
        requireMayChange(principal, service, instanceId);
        return submit(principal, new SetWeight(service, instanceId, weight));
    }

    /** The services of a namespace. */
    public CompletableFuture<List<Service>> list(Principal principal, String namespace) {
        Authoriser.require(principal, namespace, Role.VIEWER);
        return control.read()
                .thenApply(view -> {
                    requireNamespace(view, namespace);
                    return view.registry().servicesIn(namespace);
                });
    }

    /** The services of all namespaces that the principal may look into. */
    public CompletableFuture<List<Service>> listAll(Principal principal) {
        return control.read()
                .thenApply(view -> {
                    List<Service> found = new ArrayList<>();
                    for (Table.Entry<ServiceName, Service> entry : view.registry().services()) {
                        if (principal.may(entry.key().namespace(), Role.VIEWER)) {
                            found.add(entry.value());
                        }
                    }
                    return found;
                });
    }

    public CompletableFuture<Service> get(Principal principal, ServiceName name) {
        Authoriser.require(principal, name.namespace(), Role.VIEWER);
        return control.read()
                .thenApply(view -> {
                    Service service = view.registry().service(name);
                    if (service == null) {
                        throw new Rejected(new RegistryRejection.UnknownService(name));
                    }
                    return service;
                });
    }

    /**
     * Watches a service, see {@link WatchHub#watch}; a service that is not there yet may be
     * watched.
     *
     * @return ends the watch
     */
    public Runnable watch(
            Principal principal,
            ServiceName service,
            long afterRevision,
            WatchHub.Watcher watcher) {
        Authoriser.require(principal, service.namespace(), Role.VIEWER);
        requireNamespace(control.latest(), service.namespace());
        hub.watch(service, afterRevision, watcher);
        return () -> hub.unwatch(service, watcher);
    }

    /** Hands the present listing to a watcher that could not keep up, in order with the changes. */
    public void relist(ServiceName service, WatchHub.Watcher watcher) {
        hub.relist(service, watcher);
    }

    /** People may change any instance, an application only its own. */
    private void requireMayChange(Principal principal, ServiceName name, String instanceId) {
        Authoriser.require(principal, name.namespace(), Role.OPERATOR);
        Service service = control.latest().registry().service(name);
        Registration registration =
                service == null ? null : service.registrations().get(instanceId);
        boolean isForeign =
                principal.kind() == Principal.Kind.APPLICATION
                        && registration != null
                        && !registration.application().toString().equals(principal.name());
        if (isForeign) {
            throw new Rejected(
                    Status.PERMISSION_DENIED,
                    "registry.foreign-instance",
                    "the instance '%s' of %s belongs to another application"
                            .formatted(instanceId, name));
        }
    }

    private CompletableFuture<Long> submit(Principal principal, RegistryCommand command) {
        return control.submit(principal.actor(), command)
                .thenApply(decision -> {
                    decision.orThrow();
                    return decision.revision();
                });
    }

    private static void requireNamespace(ControlView view, String namespace) {
        if (!view.identity().namespaces().contains(namespace)) {
            throw new Rejected(new IdentityRejection.UnknownNamespace(namespace));
        }
    }
}
