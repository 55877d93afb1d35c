package io.stargazer.server.identity;

import io.stargazer.api.identity.Application;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.HashedSecret;
import io.stargazer.api.identity.IdentityCommand;
import io.stargazer.api.identity.Namespace;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.identity.User;
import io.stargazer.api.identity.VerificationKey;
import io.stargazer.core.ControlView;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.control.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Namespaces, applications and users (ID-1, ID-4): authorises, submits, reads. Returns at once;
 * refusals and unavailability arrive in the futures.
 */
public final class IdentityService {

    private final ControlPlane control;
    private final Secrets secrets;

    public IdentityService(ControlPlane control, Secrets secrets) {
        this.control = control;
        this.secrets = secrets;
    }

    /** The same, whose reads may be a moment old, see {@link ControlPlane#stale}. */
    public IdentityService stale() {
        return new IdentityService(control.stale(), secrets);
    }

    /** The revision that a stale read is of at least. */
    long revision() {
        return control.latest().revision();
    }

    /** A secret in clear, shown this once. */
    public record IssuedSecret(ApplicationId id, String secret) {

        @Override
        public String toString() {
            return "IssuedSecret[" + id + "]";
        }
    }

    public CompletableFuture<Void> createNamespace(Principal principal, String name) {
        Authoriser.requireEverywhere(principal, Role.ADMIN);
        return submit(principal, new IdentityCommand.CreateNamespace(name));
    }

    public CompletableFuture<Void> deleteNamespace(Principal principal, String name) {
        Authoriser.requireEverywhere(principal, Role.ADMIN);
        return submit(principal, new IdentityCommand.DeleteNamespace(name));
    }

    /** The namespaces that the principal may look into. */
    public CompletableFuture<List<Namespace>> namespaces(Principal principal) {
        return control.read().thenApply(view -> visibleNamespaces(principal, view));
    }

    public CompletableFuture<IssuedSecret> createApplication(
            Principal principal, ApplicationId id, Role role) {
        Authoriser.require(principal, id.namespace(), Role.ADMIN);
        String secret = secrets.generate();
        return submit(
                        principal,
                        new IdentityCommand.CreateApplication(
                                id, role, secrets.hashGenerated(secret)))
                .thenApply(done -> new IssuedSecret(id, secret));
    }

    /** A new secret; the old one stays good for the overlap, so that instances can follow. */
    public CompletableFuture<IssuedSecret> rotateSecret(
            Principal principal, ApplicationId id, Duration overlap) {
        Authoriser.require(principal, id.namespace(), Role.ADMIN);
        String secret = secrets.generate();
        return submit(
                        principal,
                        new IdentityCommand.RotateSecret(
                                id, secrets.hashGenerated(secret), overlap.toMillis()))
                .thenApply(done -> new IssuedSecret(id, secret));
    }

    public CompletableFuture<Void> deleteApplication(Principal principal, ApplicationId id) {
        Authoriser.require(principal, id.namespace(), Role.ADMIN);
        return submit(principal, new IdentityCommand.DeleteApplication(id));
    }

    /** The applications of all namespaces that the principal may look into. */
    public CompletableFuture<List<Application>> applications(Principal principal) {
        return control.read()
                .thenApply(view -> {
                    List<Application> found = new ArrayList<>();
                    for (Namespace namespace : visibleNamespaces(principal, view)) {
                        found.addAll(view.identity().applicationsIn(namespace.name()));
                    }
                    return found;
                });
    }

    /**
     * Creates the default namespace and a first user who may do everything, if nobody is there.
     *
     * @param password as {@link Secrets} hashed it
     */
    public CompletableFuture<Boolean> bootstrap(
            String actor, String adminName, HashedSecret password) {
        if (!control.latest().identity().users().isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        SortedMap<String, Role> roles = new TreeMap<>();
        roles.put(Principal.EVERYWHERE, Role.ADMIN);
        CompletableFuture<?> namespace =
                control.submit(
                        actor,
                        new IdentityCommand.CreateNamespace(ApplicationId.DEFAULT_NAMESPACE));
        return control.submit(actor, new IdentityCommand.CreateUser(adminName, password, roles))
                .thenCombine(
                        namespace,
                        (decision, done) -> {
                            decision.orThrow();
                            return true;
                        });
    }

    public CompletableFuture<Void> changePassword(
            Principal principal, String user, String password) {
        if (!(principal.kind() == Principal.Kind.USER && principal.name().equals(user))) {
            Authoriser.requireEverywhere(principal, Role.ADMIN);
        }
        return submit(
                principal,
                new IdentityCommand.ChangePassword(user, secrets.hashPassword(password)));
    }

    /** The public keys that tokens are verified with. */
    public List<VerificationKey> keys(Principal principal) {
        Authoriser.requireSomewhere(principal, Role.VIEWER);
        return control.latest().identity().keyList();
    }

    public CompletableFuture<List<User>> users(Principal principal) {
        Authoriser.requireEverywhere(principal, Role.ADMIN);
        return control.read()
                .thenApply(view -> {
                    List<User> users = new ArrayList<>();
                    view.identity().users().forEach(entry -> users.add(entry.value()));
                    return users;
                });
    }

    private static List<Namespace> visibleNamespaces(Principal principal, ControlView view) {
        List<Namespace> visible = new ArrayList<>();
        view.identity()
                .namespaces()
                .forEach(entry -> {
                    if (principal.may(entry.key(), Role.VIEWER)) {
                        visible.add(entry.value());
                    }
                });
        return visible;
    }

    private CompletableFuture<Void> submit(Principal principal, IdentityCommand command) {
        return control.submit(principal.actor(), command).thenAccept(Decision::orThrow);
    }
}
