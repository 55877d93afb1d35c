package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import io.stargazer.server.ServerConfig;
import io.stargazer.server.StargazerServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RP-1, RP-2, ID-1, ID-2, RG-1: two applications and a server, in one process. */
class FirstCallTest {

    @TempDir Path folder;

    /** A contract. */
    public interface Greeter {
        String greet(String name);
    }

    @Test
    void an_application_calls_what_another_offers() throws Exception {
        ServerConfig config =
                ServerConfig.in(folder.resolve("data"))
                        .withAddress("127.0.0.1", 0)
                        .withAutoRegister(true);
        try (StargazerServer server = StargazerServer.start(config, (sentence, cause) -> {})) {
            assertThat(server.bootstrap("admin", "")).isNotEmpty();
            String address = "127.0.0.1:" + server.port();
            try (Stargazer provider = connect(address, "greeting");
                    Stargazer consumer = connect(address, "shop")) {
                provider.provide("greeter", Greeter.class, name -> "Hello, " + name);
                Greeter greeter = consumer.consume("greeter", Greeter.class);
                assertThat(greeter.greet("world")).isEqualTo("Hello, world");
            }
        }
    }

    private Stargazer connect(String address, String application) {
        return Stargazer.connect(
                Options.of(address, application, "a secret of some length")
                        .withCacheDirectory(folder.resolve(application)));
    }
}
