package io.stargazer.server.registry;

import io.stargazer.api.Failure;
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
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
     * watched. One that comes from a server which is further waits until this one has caught up,
     * and is told {@link io.stargazer.api.Unavailable.NotLeader} where that cannot be known.
     *
     * @return ends the watch
     */
    public Runnable watch(
            Principal principal,
            ServiceName service,
            long afterRevision,
            WatchHub.Watcher watcher) {
        Authoriser.require(principal, service.namespace(), Role.VIEWER);
        ControlView view = control.latest();
        if (afterRevision > view.revision()) {
            return new LateWatch(service, afterRevision, watcher).begin();
        }
        requireNamespace(view, service.namespace());
        hub.watch(service, afterRevision, watcher);
        return () -> hub.unwatch(service, watcher);
    }

    /** A watch that begins once this server has caught up with the revision it resumes from. */
    private final class LateWatch implements Runnable {

        private final ServiceName service;
        private final long afterRevision;
        private final WatchHub.Watcher watcher;
        private volatile boolean ended;

        LateWatch(ServiceName service, long afterRevision, WatchHub.Watcher watcher) {
            this.service = service;
            this.afterRevision = afterRevision;
            this.watcher = watcher;
        }

        Runnable begin() {
            CompletableFuture<?> _ =
                    control.read()
                            .thenAccept(view -> {
                                requireNamespace(view, service.namespace());
                                if (!ended) {
                                    hub.watch(service, afterRevision, watcher);
                                }
                                if (ended) {
                                    hub.unwatch(service, watcher);
                                }
                            })
                            .exceptionally(this::fail);
            return this;
        }

        private @Nullable Void fail(Throwable thrown) {
            if (thrown instanceof CompletionException
                    && thrown.getCause() instanceof Failure known) {
                watcher.failed(known);
                return null;
            }
            throw new IllegalStateException("a watch of " + service + " cannot begin", thrown);
        }

        @Override
        public void run() {
            ended = true;
            hub.unwatch(service, watcher);
        }
    }

    /** Hands the present listing to a watcher that could not keep up, in order with the changes. */
    public void relist(ServiceName service, Consumer<PushedUpdate> reader) {
        hub.relist(service, reader);
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
