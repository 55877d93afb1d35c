package io.stargazer.app.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.app.sdk.Eventually;
import io.stargazer.app.tls.Authority.Issued;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.tls.ClientCertificates;
import io.stargazer.rpc.tls.Tls;
import io.stargazer.rpc.tls.TlsRefused;
import io.stargazer.rpc.tls.TlsSettings;
import io.stargazer.server.ServerConfig;
import io.stargazer.server.log.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ID-5: the one port of a server that has been given certificates. */
@Timeout(120)
class OnePortTest {

    @TempDir static Path folder;
    static Authority authority;
    static Authority stranger;
    static Issued usual;

    @TempDir Path data;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @BeforeAll
    static void found() throws Exception {
        authority = new Authority(folder, "ours");
        stranger = new Authority(folder, "theirs");
        usual = authority.issue("server");
    }

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        opened.push(resource);
        return resource;
    }

    private EncryptedServer start(TlsSettings tls) throws Exception {
        return closing(EncryptedServer.first(data, tls));
    }

    private EncryptedServer start() throws Exception {
        return start(usual.trusting(authority));
    }

    private RpcConnection connect(EncryptedServer server, Tls tls) throws Exception {
        RpcClient client =
                closing(new RpcClient(RpcLimits.DEFAULT, CallObserver.NONE, 1, FastPath.NONE, tls));
        byte[] token = server.token().getBytes(StandardCharsets.US_ASCII);
        return client.connect(
                        new Address("127.0.0.1", server.port()),
                        () -> new Credential(Credential.TOKEN, token))
                .get(30, TimeUnit.SECONDS);
    }

    @Test
    void speaks_both_versions_of_http_and_rpc() throws Exception {
        EncryptedServer server = start();
        assertThat(server.server().url()).startsWith("https://");
        HttpClient client = closing(EncryptedServer.client(authority.believer()));
        for (Version version : Version.values()) {
            HttpResponse<String> answer = server.get(client, version, "/api/v1/namespaces");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(version);
            client = closing(EncryptedServer.client(authority.believer()));
        }
        assertThat(connect(server, authority.believer()).principal()).isEqualTo("user:admin");
    }

    @Test
    void tells_those_who_do_not_encrypt_to_do_so() throws Exception {
        EncryptedServer server = start();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(heard(socket))
                    .startsWith("HTTP/1.1 400 This port speaks TLS only\r\n")
                    .contains("tls.needed", "use https://");
        }
        assertThatThrownBy(() -> connect(server, Tls.OFF))
                .hasMessageContaining("This port speaks TLS only");
    }

    @Test
    void server_without_certificates_answers_those_who_encrypt_at_once() throws Exception {
        EncryptedServer server = start(TlsSettings.OFF);
        assertThatThrownBy(() -> connect(server, authority.believer()))
                .hasMessageContaining("it does not speak TLS");
    }

    @Test
    void server_of_another_authority_is_not_believed() throws Exception {
        EncryptedServer server = start();
        assertThatThrownBy(() -> server.get(stranger.believer(), "/health/live"))
                .hasMessageContaining("not of an authority that is trusted here");
        assertThatThrownBy(() -> connect(server, stranger.believer()))
                .hasMessageContaining("not of an authority that is trusted here");
    }

    @Test
    void connection_that_never_asks_is_closed_also_when_it_is_encrypted() throws Exception {
        TlsSettings tls = usual.trusting(authority);
        EncryptedServer server =
                closing(
                        new EncryptedServer(
                                data,
                                tls,
                                config ->
                                        config.withLimits(
                                                new ServerConfig.Limits(
                                                        4096,
                                                        4 << 20,
                                                        Duration.ofSeconds(5),
                                                        Duration.ofSeconds(75),
                                                        Duration.ofSeconds(3),
                                                        1000))));
        try (SSLSocket socket = shakenHands(server, authority.believer())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nhost:".getBytes(StandardCharsets.US_ASCII));
            assertThat(heard(socket)).isEmpty();
        }
    }

    @Test
    void connection_that_has_asked_lives_longer_than_a_first_request_may() throws Exception {
        TlsSettings tls = usual.trusting(authority);
        EncryptedServer server =
                closing(
                        new EncryptedServer(
                                data,
                                tls,
                                config ->
                                        config.withLimits(
                                                new ServerConfig.Limits(
                                                        4096,
                                                        4 << 20,
                                                        Duration.ofSeconds(5),
                                                        Duration.ofSeconds(75),
                                                        Duration.ofSeconds(3),
                                                        1000))));
        try (SSLSocket socket = shakenHands(server, authority.believer())) {
            ask(socket);
            try (SSLSocket silent = shakenHands(server, authority.believer())) {
                assertThat(heard(silent)).as("who came later and asked nothing").isEmpty();
            }
            ask(socket);
        }
    }

    private static SSLSocket shakenHands(EncryptedServer server, Tls tls) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        Objects.requireNonNull(tls.context())
                                .getSocketFactory()
                                .createSocket("127.0.0.1", server.port());
        socket.setSoTimeout(60_000);
        socket.startHandshake();
        return socket;
    }

    private static void ask(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write(
                        "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
        byte[] head = socket.getInputStream().readNBytes(12);
        assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        socket.getInputStream().skipNBytes(socket.getInputStream().available());
    }

    private static String heard(Socket socket) throws IOException {
        socket.setSoTimeout(60_000);
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void clients_may_be_required_to_show_a_certificate() throws Exception {
        EncryptedServer server =
                start(usual.trusting(authority).withClients(ClientCertificates.REQUIRED));
        assertThatThrownBy(() -> server.get(authority.believer(), "/health/live"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> connect(server, authority.believer()))
                .hasMessageContaining("it wants a certificate");
        Tls known = Tls.open(usual.trusting(authority));
        assertThat(server.get(known, "/health/live").statusCode()).isEqualTo(200);
        assertThat(connect(server, known).principal()).isEqualTo("user:admin");
    }

    @Test
    void new_certificates_are_taken_up_while_connections_live() throws Exception {
        Issued shown = authority.issue("old");
        EncryptedServer server = start(shown.trusting(authority));
        RpcConnection rpc = connect(server, authority.believer());
        HttpClient before = closing(EncryptedServer.client(authority.believer()));
        assertThat(server.get(before, Version.HTTP_2, "/health/live").statusCode()).isEqualTo(200);
        try (SSLSocket socket = shakenHands(server, authority.believer())) {
            ask(socket);
            shown.replaceBy(authority.issue("new"));
            Eventually.holds(
                    "the new one is shown", () -> "CN=new".equals(shownBy(server, authority)));
            ask(socket);
        }
        assertThat(rpc.isReady()).isTrue();
        HttpClient after = closing(EncryptedServer.client(authority.believer()));
        HttpResponse<String> answer = server.get(after, Version.HTTP_2, "/health/live");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(Version.HTTP_2);
        assertThat(connect(server, authority.believer()).principal()).isEqualTo("user:admin");
    }

    @Test
    void broken_certificates_are_not_taken_up() throws Exception {
        Issued shown = authority.issue("whole");
        EncryptedServer server = start(shown.trusting(authority));
        Files.writeString(shown.certificate(), "broken");
        Issued next = authority.issue("next");
        assertThat(shownBy(server, authority)).isEqualTo("CN=whole");
        assertThat(server.get(authority.believer(), "/health/live").statusCode()).isEqualTo(200);
        shown.replaceBy(next);
        Eventually.holds(
                "the next one is shown", () -> "CN=next".equals(shownBy(server, authority)));
    }

    /** Whose certificate a newcomer sees. */
    static String shownBy(EncryptedServer server, Authority authority) {
        try (SSLSocket socket = shakenHands(server, authority.believer())) {
            X509Certificate own = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return own.getSubjectX500Principal().getName();
        } catch (IOException | TlsRefused e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void metrics_tell_how_long_the_certificate_is_good() throws Exception {
        EncryptedServer server =
                start(
                        authority
                                .issue("brief", "-ext", Authority.HERE, "-validity", "2")
                                .trusting(authority));
        String line =
                server.get(authority.believer(), "/metrics")
                        .body()
                        .lines()
                        .filter(each ->
                                each.startsWith("stargazer_tls_certificate_expires_seconds"))
                        .findFirst()
                        .orElseThrow();
        double seconds = Double.parseDouble(line.substring(line.indexOf(' ')));
        assertThat(seconds).isBetween(86_400.0, 2 * 86_400.0);
    }

    @Test
    void certificates_that_cannot_be_used_refuse_the_start() throws Exception {
        Issued another = authority.issue("another");
        assertThatThrownBy(() ->
                        start(
                                authority
                                        .trusted()
                                        .withCertificate(usual.certificate(), another.key())))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("is not that of the certificate")
                .extracting(refused -> ((StartRefused) refused).reason())
                .isEqualTo(StartRefused.Reason.MISCONFIGURED);
        assertThatThrownBy(() -> start(authority.trusted()))
                .hasMessageContaining("needs tls.certificate and tls.key");
    }
}
