package io.stargazer.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** ID-2: no call before a login, and none after its end. */
@Timeout(20)
class LoginTest {

    private final Loopback loopback = new Loopback();
    private final ServiceTable services =
            new ServiceTable().bind("test", Greeter.class, new FriendlyGreeter());

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    @Test
    void a_refused_login_fails_the_connection_with_the_providers_words() throws Exception {
        Loopback.Running running = loopback.serve(services);
        ExecutionException thrown =
                catchThrowableOfType(
                        ExecutionException.class,
                        () ->
                                loopback.client()
                                        .connect(running.address(), () -> Loopback.token("mallory"))
                                        .get(5, TimeUnit.SECONDS));
        assertThat(Objects.requireNonNull((Failure) thrown.getCause()).code())
                .isEqualTo("auth.bad-token");
        Loopback.await("the connection is gone", () -> running.server().connections() == 0);
    }

    @Test
    void an_authenticator_with_a_bug_refuses() throws Exception {
        Authenticator broken =
                credential -> {
                    throw new IllegalStateException("bug");
                };
        Loopback.Running running = loopback.serve(new RpcSettings(services, broken), 0);
        assertThatThrownBy(() -> loopback.connect(running.address()))
                .rootCause()
                .hasMessageContaining("could not be examined");
    }

    @Test
    void an_expired_login_refuses_calls_until_a_new_one() throws Exception {
        Authenticator byExpiry =
                credential -> {
                    String text = new String(credential.bytes(), StandardCharsets.UTF_8);
                    return Logins.of("bob", Instant.ofEpochMilli(Long.parseLong(text)));
                };
        Loopback.Running running = loopback.serve(new RpcSettings(services, byExpiry), 0);
        long soon = System.currentTimeMillis() + 300;
        RpcConnection connection =
                loopback.client()
                        .connect(running.address(), () -> Loopback.token("" + soon))
                        .get(5, TimeUnit.SECONDS);
        Greeter greeter = Loopback.proxy(Greeter.class, connection, CallOptions.DEFAULT);
        assertThat(greeter.add(1, 1)).isEqualTo(2);
        Loopback.await("the token expires", () -> System.currentTimeMillis() >= soon);
        Rejected refused = catchThrowableOfType(Rejected.class, () -> greeter.add(1, 1));
        assertThat(refused.status()).isEqualTo(Status.UNAUTHENTICATED);
        assertThat(refused.code()).isEqualTo("rpc.token-expired");
        connection
                .relogin(Loopback.token("" + (System.currentTimeMillis() + 60_000)))
                .get(5, TimeUnit.SECONDS);
        assertThat(greeter.add(1, 1)).isEqualTo(2);
    }

    @Test
    void a_login_expires_by_the_clock_of_the_provider() throws Exception {
        Instant end = Instant.now().minusSeconds(3600);
        AtomicReference<Instant> now = new AtomicReference<>(end.minusMillis(1));
        RpcSettings settings =
                new RpcSettings(services, credential -> Logins.of("bob", end)).withClock(now::get);
        RpcConnection connection = loopback.connect(loopback.serve(settings, 0).address());
        Greeter greeter = Loopback.proxy(Greeter.class, connection, CallOptions.DEFAULT);
        assertThat(greeter.add(1, 1)).isEqualTo(2);
        now.set(end);
        assertThatThrownBy(() -> greeter.add(1, 1)).hasMessageContaining("expired");
    }

    @Test
    void a_refused_second_login_leaves_the_first_in_force() throws Exception {
        RpcConnection connection = loopback.connect(loopback.serve(services).address());
        assertThatThrownBy(() ->
                        connection.relogin(Loopback.token("mallory")).get(5, TimeUnit.SECONDS))
                .hasCauseInstanceOf(Rejected.class);
        assertThat(Loopback.proxy(Greeter.class, connection, CallOptions.DEFAULT).add(1, 1))
                .isEqualTo(2);
    }

    @Test
    void a_second_login_changes_who_later_calls_are_made_by() throws Exception {
        services.bind(
                "who",
                "ami",
                (call, request) -> call.principal().actor().getBytes(StandardCharsets.UTF_8));
        RpcConnection connection = loopback.connect(loopback.serve(services).address());
        connection.relogin(Loopback.token("carol")).get(5, TimeUnit.SECONDS);
        assertThat(connection.principal()).isEqualTo("user:carol");
        assertThat(
                        connection
                                .call(
                                        io.stargazer.rpc.client.RpcMethod.raw("who", "ami"),
                                        new byte[0],
                                        CallOptions.DEFAULT)
                                .get(5, TimeUnit.SECONDS))
                .asString()
                .isEqualTo("user:carol");
    }

    @Test
    void a_handler_sees_its_connection_and_hears_when_it_closes() throws Exception {
        java.util.concurrent.CompletableFuture<String> closed =
                new java.util.concurrent.CompletableFuture<>();
        services.bind(
                "session",
                "open",
                (call, request) -> {
                    call.peer().attribute().set("session of " + call.principal().name());
                    call.peer().onClose(closed::complete);
                    return request;
                });
        services.bind(
                "session",
                "read",
                (call, request) ->
                        String.valueOf(call.peer().attribute().get())
                                .getBytes(StandardCharsets.UTF_8));
        RpcConnection connection = loopback.connect(loopback.serve(services).address());
        connection
                .call(
                        io.stargazer.rpc.client.RpcMethod.raw("session", "open"),
                        new byte[0],
                        CallOptions.DEFAULT)
                .get(5, TimeUnit.SECONDS);
        assertThat(
                        connection
                                .call(
                                        io.stargazer.rpc.client.RpcMethod.raw("session", "read"),
                                        new byte[0],
                                        CallOptions.DEFAULT)
                                .get(5, TimeUnit.SECONDS))
                .asString()
                .isEqualTo("session of alice");
        connection.close();
        assertThat(closed.get(5, TimeUnit.SECONDS)).contains("the caller closed");
    }

    @Test
    void a_login_after_the_client_was_closed_fails_at_once() throws Exception {
        RpcClient client = loopback.client();
        RpcConnection connection =
                client.connect(loopback.serve(services).address(), Loopback.ALICE)
                        .get(5, TimeUnit.SECONDS);
        client.close();
        assertThatThrownBy(() -> connection.renewLogin().get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(Unavailable.Unreachable.class);
        assertThatThrownBy(
                        () -> connection.relogin(Loopback.token("alice")).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(Unavailable.Unreachable.class);
    }
}
