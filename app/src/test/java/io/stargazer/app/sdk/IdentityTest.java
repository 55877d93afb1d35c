package io.stargazer.app.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.identity.Token;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.SessionContract.Grant;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Provision;
import io.stargazer.sdk.Stargazer;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ID-1, ID-2, ID-4: who may connect, offer, look and call; auto-registration is off. */
@Timeout(120)
class IdentityTest {

    @TempDir private static Path folder;
    private static LocalServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new LocalServer(folder, config -> config.withAutoRegister(false));
        assertThat(server.request("POST", "/api/v1/namespaces", "{\"name\":\"other\"}").status())
                .isEqualTo(204);
        server.createApplication("default", "greeting", "operator");
        server.createApplication("default", "shop", "operator");
        server.createApplication("default", "screen", "viewer");
        server.createApplication("other", "stranger", "operator");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void an_unknown_application_is_refused() {
        assertRefused(
                () -> server.connect("default/nobody"),
                Status.UNAUTHENTICATED,
                "identity.wrong-credentials");
    }

    @Test
    void an_empty_secret_and_a_wrong_one_are_refused_alike() {
        for (String secret : new String[] {"", "a wrong secret", " "}) {
            Options options =
                    Options.of(server.address(), "shop", secret)
                            .withCacheDirectory(folder.resolve("wrong"));
            assertRefused(
                    () -> server.connect(options),
                    Status.UNAUTHENTICATED,
                    "identity.wrong-credentials");
        }
    }

    @Test
    void a_token_is_renewed_on_the_open_connection() {
        try (RawClient client = RawClient.as(server.options("default/shop"))) {
            Grant first = client.session.renew().join();
            Grant second = client.session.renew().join();
            assertThat(second.expiresMs()).isGreaterThanOrEqualTo(first.expiresMs());
            client.connection.relogin(RawClient.token(second.token())).join();
            assertThat(client.connection.principal()).isEqualTo("app:default/shop");
            try (RawClient other =
                    new RawClient(server.address(), RawClient.token(second.token()))) {
                assertThat(other.connection.principal()).isEqualTo("app:default/shop");
            }
        }
    }

    @Test
    void a_deleted_application_loses_its_session_its_instances_and_its_connection() {
        server.createApplication("default", "doomed", "operator");
        Stargazer doomed = server.connect("default/doomed");
        doomed.provide("doomed", Greeter.class, name -> name);
        assertThat(server.get("/api/v1/services/default/doomed").status()).isEqualTo(200);
        assertThat(server.request("DELETE", "/api/v1/applications/default/doomed", "").status())
                .isEqualTo(204);
        Eventually.holds(
                "its instances are gone",
                () -> server.get("/api/v1/services/default/doomed").status() == 404);
        Eventually.holds("its connection is gone", () -> !doomed.isConnected());
        assertRefused(
                () -> server.connect("default/doomed"),
                Status.UNAUTHENTICATED,
                "identity.wrong-credentials");
    }

    @Test
    void a_provider_refuses_whoever_shows_no_token_of_this_cluster() throws Exception {
        Provision provision =
                server.connect("default/greeting").provide("guarded", Greeter.class, name -> name);
        String address = provision.instance().address();
        assertRefused(
                () -> new RawClient(address, RawClient.token("")),
                Status.UNAUTHENTICATED,
                "token.malformed");
        assertRefused(
                () -> new RawClient(address, RawClient.token(foreignToken())),
                Status.UNAUTHENTICATED,
                "token.foreign");
        assertRefused(
                () -> new RawClient(address, RawClient.secretOf(server.options("default/shop"))),
                Status.UNAUTHENTICATED,
                "identity.token-needed");
        assertRefused(
                () -> new RawClient(address, tokenOf("other/stranger")),
                Status.PERMISSION_DENIED,
                "identity.forbidden");
        assertRefused(
                () -> new RawClient(address, tokenOf("default/screen")),
                Status.PERMISSION_DENIED,
                "identity.forbidden");
        try (RawClient shop = new RawClient(address, tokenOf("default/shop"))) {
            byte[] answer =
                    shop.connection
                            .call(
                                    new RpcMethod("default/guarded", "greet", 1, true),
                                    "[\"you\"]".getBytes(UTF_8),
                                    CallOptions.DEFAULT)
                            .join();
            assertThat(new String(answer, UTF_8)).isEqualTo("\"you\"");
        }
    }

    @Test
    void a_viewer_may_look_but_not_offer() {
        Stargazer screen = server.connect("default/screen");
        assertThat(screen.watch("anything").registrations()).isEmpty();
        assertRefused(
                () -> screen.provide("anything", Greeter.class, name -> name),
                Status.PERMISSION_DENIED,
                "identity.forbidden");
        assertThat(server.get("/api/v1/services/default/anything").status()).isEqualTo(404);
    }

    @Test
    void nobody_looks_into_or_offers_in_another_namespace() {
        assertRefused(
                () -> server.connect("other/stranger").consume("default/greeter", Greeter.class),
                Status.INVALID_ARGUMENT,
                "name.illegal");
        ServiceName theirs = new ServiceName("default", "greeter");
        try (RawClient stranger = RawClient.as(server.options("other/stranger"))) {
            stranger.session.open("s-stranger", "test").join();
            assertRefused(
                    () -> firstOf(stranger.registry.watch(theirs, 0)).join(),
                    Status.PERMISSION_DENIED,
                    "identity.forbidden");
            Instance instance = Instance.of("a", "1", "127.0.0.1:1");
            assertRefused(
                    () -> stranger.registry.register("s-stranger", theirs, instance).join(),
                    Status.PERMISSION_DENIED,
                    "identity.forbidden");
        }
    }

    @Test
    void nobody_uses_the_session_of_another_application() {
        try (RawClient shop = RawClient.as(server.options("default/shop"));
                RawClient greeting = RawClient.as(server.options("default/greeting"))) {
            shop.session.open("s-shop", "test").join();
            ServiceName name = new ServiceName("default", "borrowed");
            Instance instance = Instance.of("a", "1", "127.0.0.1:1");
            assertRefused(
                    () -> greeting.registry.register("s-shop", name, instance).join(),
                    Status.CONFLICT,
                    "session.taken");
            assertRefused(
                    () -> greeting.session.open("s-shop", "test").join(),
                    Status.CONFLICT,
                    "session.taken");
        }
    }

    private static Credential tokenOf(String application) {
        try (RawClient client = RawClient.as(server.options(application))) {
            return RawClient.token(client.session.renew().join().token());
        }
    }

    /** Well made, by somebody else. */
    private static String foreignToken() throws Exception {
        Principal principal =
                new Principal(
                        Principal.Kind.APPLICATION,
                        "default/shop",
                        new TreeMap<>(Map.of("default", Role.ADMIN)));
        return Token.sign(
                new Token.Claims("0123456789abcdef", principal, 0, Long.MAX_VALUE),
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());
    }

    private static CompletableFuture<Update> firstOf(Flow.Publisher<Update> updates) {
        CompletableFuture<Update> first = new CompletableFuture<>();
        updates.subscribe(
                new Flow.Subscriber<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        subscription.request(1);
                    }

                    @Override
                    public void onNext(Update update) {
                        first.complete(update);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        first.completeExceptionally(failure);
                    }

                    @Override
                    public void onComplete() {
                        first.cancel(false);
                    }
                });
        return first;
    }

    private static void assertRefused(ThrowingCallable action, Status status, String code) {
        assertThatThrownBy(action)
                .extracting(thrown -> thrown instanceof Failure ? thrown : thrown.getCause())
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> {
                            assertThat(failure.code()).isEqualTo(code);
                            assertThat(failure.status()).isEqualTo(status);
                        });
    }
}
