package io.stargazer.server.identity;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Application;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Namespace;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Routes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Logins, namespaces and applications over HTTP: routes only. */
public final class IdentityHttpApi {

    private final IdentityService identity;
    private final LoginService logins;
    private final TokenIssuer tokens;

    public IdentityHttpApi(IdentityService identity, LoginService logins, TokenIssuer tokens) {
        this.identity = identity;
        this.logins = logins;
        this.tokens = tokens;
    }

    /** A user with password, or an application with secret. */
    public record LoginRequest(
            @Nullable String user,
            @Nullable String password,
            @Nullable String application,
            @Nullable String secret) {}

    public record LoginAnswer(
            String token,
            String expiresAt,
            Principal.Kind kind,
            String name,
            SortedMap<String, Role> roles) {}

    public record NamespaceList(List<NamespaceItem> items) {}

    public record NamespaceItem(String name, String createdAt) {}

    public record NewNamespace(String name) {}

    public record ApplicationList(List<ApplicationItem> items) {}

    public record ApplicationItem(
            String id,
            String namespace,
            String name,
            String role,
            String createdAt,
            String createdBy,
            @Nullable String previousSecretUntil) {}

    public record NewApplication(String namespace, String name, @Nullable String role) {}

    public record SecretAnswer(String id, String secret) {}

    public record Rotation(@Nullable Integer overlapSeconds) {}

    public record NewPassword(String password) {}

    public record KeyAnswer(String id) {}

    public void addTo(Routes routes) {
        routes.add(
                Operation.post(
                                "/api/v1/login",
                                "Trade a password or an application's secret for a token.",
                                LoginRequest.class,
                                LoginAnswer.class)
                        .open(),
                call -> login(call.body(LoginRequest.class)));
        routes.add(
                Operation.put(
                        "/api/v1/users/{name}/password",
                        "Change a user's password.",
                        NewPassword.class),
                call ->
                        identity.changePassword(
                                call.principal(),
                                call.path("name"),
                                call.body(NewPassword.class).password()));
        routes.add(
                Operation.post(
                        "/api/v1/keys/rotate",
                        "Replace this server's token key; tokens already issued stay good.",
                        null,
                        KeyAnswer.class),
                this::rotateKey);
        addNamespaces(routes);
        addApplications(routes);
    }

    private void addNamespaces(Routes routes) {
        routes.add(
                Operation.get(
                                "/api/v1/namespaces",
                                "The namespaces you may see.",
                                NamespaceList.class)
                        .maybeStale(),
                this::namespaces);
        routes.add(
                Operation.post(
                        "/api/v1/namespaces", "Create a namespace.", NewNamespace.class, null),
                call ->
                        identity.createNamespace(
                                call.principal(), call.body(NewNamespace.class).name()));
        routes.add(
                Operation.delete("/api/v1/namespaces/{name}", "Delete an empty namespace."),
                call -> identity.deleteNamespace(call.principal(), call.path("name")));
    }

    private void addApplications(Routes routes) {
        routes.add(
                Operation.get(
                                "/api/v1/applications",
                                "The applications you may see.",
                                ApplicationList.class)
                        .withQuery("namespace")
                        .maybeStale(),
                this::applications);
        routes.add(
                Operation.post(
                        "/api/v1/applications",
                        "Create an application; its secret is shown this once.",
                        NewApplication.class,
                        SecretAnswer.class),
                this::createApplication);
        routes.add(
                Operation.post(
                        "/api/v1/applications/{namespace}/{name}/rotate",
                        "Give an application a new secret; the old one stays good for the overlap.",
                        Rotation.class,
                        SecretAnswer.class),
                this::rotateSecret);
        routes.add(
                Operation.delete(
                        "/api/v1/applications/{namespace}/{name}",
                        "Delete an application and end its sessions."),
                call -> identity.deleteApplication(call.principal(), applicationOf(call)));
    }

    private LoginAnswer login(LoginRequest request) {
        LoginService.Login login;
        if (request.user() != null && request.password() != null) {
            login = logins.user(request.user(), request.password());
        } else if (request.application() != null && request.secret() != null) {
            login =
                    logins.application(
                            ApplicationId.parse(request.application()), request.secret());
        } else {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "identity.no-credentials",
                    "give user and password, or application and secret");
        }
        Principal principal = login.principal();
        return new LoginAnswer(
                login.grant().token(),
                time(login.grant().expiresMs()),
                principal.kind(),
                principal.name(),
                principal.roles());
    }

    /** The service itself, or its stale twin; then the answer says of which revision it is. */
    private IdentityService reading(HttpCall call) {
        if (!call.mayBeStale()) {
            return identity;
        }
        call.stamp(identity.revision());
        return identity.stale();
    }

    private Object namespaces(HttpCall call) {
        return reading(call)
                .namespaces(call.principal())
                .thenApply(list ->
                        new NamespaceList(list.stream().map(IdentityHttpApi::item).toList()));
    }

    private Object applications(HttpCall call) {
        String namespace = call.query("namespace", "");
        return reading(call)
                .applications(call.principal())
                .thenApply(list ->
                        new ApplicationList(
                                list.stream()
                                        .filter(a -> isIn(namespace, a))
                                        .map(IdentityHttpApi::item)
                                        .toList()));
    }

    private Object createApplication(HttpCall call) {
        NewApplication wanted = call.body(NewApplication.class);
        ApplicationId id = new ApplicationId(wanted.namespace(), wanted.name());
        Role role = wanted.role() == null ? Role.OPERATOR : roleOf(wanted.role());
        return identity.createApplication(call.principal(), id, role)
                .thenApply(issued -> new SecretAnswer(issued.id().toString(), issued.secret()));
    }

    private Object rotateSecret(HttpCall call) {
        Integer overlap = call.body(Rotation.class).overlapSeconds();
        Duration duration = Duration.ofSeconds(overlap == null ? 0 : overlap);
        return identity.rotateSecret(call.principal(), applicationOf(call), duration)
                .thenApply(issued -> new SecretAnswer(issued.id().toString(), issued.secret()));
    }

    private Object rotateKey(HttpCall call) {
        Authoriser.requireEverywhere(call.principal(), Role.ADMIN);
        return tokens.rotate(call.principal().actor()).thenApply(KeyAnswer::new);
    }

    private static ApplicationId applicationOf(HttpCall call) {
        return new ApplicationId(call.path("namespace"), call.path("name"));
    }

    private static boolean isIn(String namespace, Application application) {
        return namespace.isEmpty() || application.id().namespace().equals(namespace);
    }

    private static NamespaceItem item(Namespace namespace) {
        return new NamespaceItem(namespace.name(), time(namespace.createdMs()));
    }

    private static ApplicationItem item(Application application) {
        return new ApplicationItem(
                application.id().toString(),
                application.id().namespace(),
                application.id().name(),
                application.role().word(),
                time(application.createdMs()),
                application.createdBy(),
                application.previousUntilMs() == 0 ? null : time(application.previousUntilMs()));
    }

    private static Role roleOf(String word) {
        for (Role role : Role.values()) {
            if (role.word().equals(word.toLowerCase(Locale.ROOT))) {
                return role;
            }
        }
        throw new Rejected(
                Status.INVALID_ARGUMENT,
                "identity.unknown-role",
                "the role '%s' is not viewer, operator or admin"
                        .formatted(Limits.text("role", word, 63)));
    }

    private static String time(long epochMs) {
        return Instant.ofEpochMilli(epochMs).toString();
    }
}
