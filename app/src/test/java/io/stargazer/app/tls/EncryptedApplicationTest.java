package io.stargazer.app.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.app.sdk.Greeter;
import io.stargazer.rpc.tls.TlsSettings;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** ID-5: applications that speak TLS with the servers and with each other. */
@Timeout(120)
class EncryptedApplicationTest {

    @TempDir Path folder;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Authority authority;
    private EncryptedServer server;

    @BeforeEach
    void start() throws Exception {
        authority = new Authority(folder, "ours");
        server =
                new EncryptedServer(
                        folder.resolve("data"),
                        authority.issue("server").trusting(authority),
                        config -> config.withAutoRegister(true));
        opened.push(server);
        server.server().bootstrap("admin", "correct horse battery");
    }

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private Options options(String application, TlsSettings tls) {
        return Options.of("127.0.0.1:" + server.port(), application, "a secret of some length")
                .withCacheDirectory(folder.resolve("cache").resolve(application))
                .withConnectTimeout(Duration.ofSeconds(60))
                .withTls(tls);
    }

    private Stargazer connect(Options options) {
        Stargazer connected = Stargazer.connect(options);
        opened.push(connected);
        return connected;
    }

    @Test
    void applications_call_each_other_encrypted_and_so_does_the_gateway() throws Exception {
        Stargazer provider =
                connect(options("craft", authority.issue("craft").trusting(authority)));
        provider.provide("greeter", Greeter.class, name -> "hello " + name);
        Stargazer consumer = connect(options("shop", authority.trusted()));
        assertThat(consumer.consume("greeter", Greeter.class).greet("Ada")).isEqualTo("hello Ada");
        assertThat(server.post(authority.believer(), "/rpc/greeter/greet", "[\"Bob\"]").body())
                .contains("hello Bob");
    }

    @Test
    void service_cannot_be_offered_without_a_certificate() {
        Stargazer bare = connect(options("bare", authority.trusted()));
        assertThatThrownBy(() -> bare.provide("greeter", Greeter.class, name -> name))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("STARGAZER_TLS_CERTIFICATE");
    }

    @Test
    void files_that_cannot_be_used_refuse_the_connection() {
        TlsSettings broken = TlsSettings.ON.withAuthorities(folder.resolve("none.pem"));
        assertThatThrownBy(() -> connect(options("shop", broken)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none.pem");
    }

    @Test
    void server_of_another_authority_does_not_see_the_secret() throws Exception {
        Authority stranger = new Authority(folder, "theirs");
        assertThat(saidOf(stranger.trusted())).contains("not of an authority that is trusted here");
        assertThat(saidOf(TlsSettings.OFF)).contains("This port speaks TLS only");
    }

    /** Why the application is not let in, as its log says. */
    private String saidOf(TlsSettings tls) throws Exception {
        Queue<String> said = new ConcurrentLinkedQueue<>();
        AppenderBase<ILoggingEvent> listener =
                new AppenderBase<>() {
                    @Override
                    protected void append(ILoggingEvent event) {
                        said.add(event.getFormattedMessage());
                    }
                };
        Logger log = (Logger) LoggerFactory.getLogger("io.stargazer.sdk.ServerLink");
        listener.start();
        log.addAppender(listener);
        Options hasty = options("shop", tls).withConnectTimeout(Duration.ofMillis(1));
        try (Stargazer refused = Stargazer.connect(hasty)) {
            Eventually.holds("the link says why", () -> !said.isEmpty());
            assertThat(refused.isConnected()).isFalse();
        } finally {
            log.detachAppender(listener);
        }
        return said.remove();
    }
}
