package io.stargazer.app.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Failure;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.RegistryContract.CallCount;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.sdk.Provision;
import io.stargazer.sdk.Stargazer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ID-2, ID-4: what an application must not do to others, even with a good login. */
class PermissionsTest {

    private static final ServiceName GREETER = new ServiceName("default", "greeter");

    @TempDir Path folder;

    private LocalServer server;

    /** A contract. */
    public interface Greeter {
        String greet(String name);
    }

    @BeforeEach
    void start() throws Exception {
        server = new LocalServer(folder, config -> config);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void an_application_cannot_take_away_or_drain_anothers_instance() {
        Stargazer owner = server.connect("owner");
        Provision provision = owner.provide("greeter", Greeter.class, name -> name);
        String id = provision.instance().id();
        try (RawClient other = RawClient.as(server.options("other"))) {
            other.session.open("s-other", "test").join();
            assertRefused(
                    "registry.foreign-instance",
                    () -> other.registry.deregister("s-other", GREETER, id).join());
        }
        assertThat(server.get("/api/v1/services/default/greeter").json().path("instances"))
                .hasSize(1);
        assertThat(
                        server.request(
                                        "DELETE",
                                        "/api/v1/services/default/greeter/instances/" + id,
                                        "")
                                .status())
                .as("people may")
                .isEqualTo(204);
    }

    @Test
    void calls_of_services_that_nobody_offers_leave_no_trace() {
        try (RawClient liar = RawClient.as(server.options("liar"))) {
            liar.session.open("s-liar", "test").join();
            ServiceName invented = new ServiceName("default", "invented");
            ServiceName foreign = new ServiceName("elsewhere", "theirs");
            liar.registry
                    .reportCalls(
                            "s-liar",
                            List.of(
                                    new CallCount(invented, 1, 0, 1),
                                    new CallCount(foreign, 1, 0, 1)))
                    .join();
        }
        assertThat(server.get("/api/v1/services").json().path("items")).isEmpty();
    }

    @Test
    void the_token_that_the_gateway_shows_to_a_provider_opens_nothing_here() throws Exception {
        BlockingQueue<String> shown = new LinkedBlockingQueue<>();
        try (ListeningProvider thief = new ListeningProvider(shown);
                RawClient owner = RawClient.as(server.options("owner"))) {
            owner.session.open("s-owner", "test").join();
            Instance bait = Instance.of("bait", "1", thief.address());
            owner.registry.register("s-owner", GREETER, bait).join();
            assertThat(server.request("POST", "/rpc/greeter/greet", "[]").status())
                    .isNotEqualTo(200);
            String token = shown.take();
            HttpAnswer answer =
                    HttpAnswer.to(
                            "GET", "http://" + server.address() + "/api/v1/services", token, "");
            assertThat(answer.status()).isEqualTo(401);
        }
    }

    private static void assertRefused(String code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
