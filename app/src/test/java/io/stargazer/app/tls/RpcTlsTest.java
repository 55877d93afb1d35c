package io.stargazer.app.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.Principal;
import io.stargazer.app.tls.Authority.Issued;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.Login;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.tls.ClientCertificates;
import io.stargazer.rpc.tls.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ID-5: a provider's own port, and who may say what on it. */
@Timeout(60)
class RpcTlsTest {

    private static final RpcMethod ECHO = RpcMethod.raw("test", "echo");

    @TempDir static Path folder;
    static Authority authority;
    static Authority stranger;
    static Issued here;
    static Issued elsewhere;
    static Issued expired;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @BeforeAll
    static void issue() throws Exception {
        authority = new Authority(folder, "ours");
        stranger = new Authority(folder, "theirs");
        here = authority.issue("provider");
        elsewhere = authority.issue("elsewhere", "-ext", "san=dns:elsewhere.example");
        expired =
                authority.issue(
                        "expired", "-ext", Authority.HERE, "-startdate", "-10d", "-validity", "5");
    }

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private Address serve(Tls tls, FastPath fastPath) throws Exception {
        ServiceTable services = new ServiceTable();
        services.bind("test", "echo", (call, request) -> request);
        services.bind(
                "test",
                "certificates",
                (call, request) -> new byte[call.peer().certificates().size()]);
        Login anybody =
                new Login(
                        new Principal(Principal.Kind.USER, "alice", new TreeMap<>()), Instant.MAX);
        RpcServer server =
                new RpcServer(
                        new RpcSettings(services, credential -> anybody)
                                .withFastPath(fastPath)
                                .withTls(tls));
        opened.push(server);
        return new Address("127.0.0.1", server.listen("127.0.0.1", 0, 1).getPort());
    }

    private Address serve(Tls tls) throws Exception {
        return serve(tls, FastPath.NONE);
    }

    private RpcConnection connect(Address address, Tls tls, FastPath fastPath) throws Exception {
        RpcClient client = new RpcClient(RpcLimits.DEFAULT, CallObserver.NONE, 1, fastPath, tls);
        opened.push(client);
        return client.connect(address, () -> new Credential(Credential.TOKEN, new byte[1]))
                .get(30, TimeUnit.SECONDS);
    }

    private RpcConnection connect(Address address, Tls tls) throws Exception {
        return connect(address, tls, FastPath.NONE);
    }

    private static byte[] call(RpcConnection connection, RpcMethod method, byte[] request)
            throws Exception {
        return connection.call(method, request, CallOptions.DEFAULT).get(30, TimeUnit.SECONDS);
    }

    private void refuses(Address address, Tls tls, String... words) {
        assertThatThrownBy(() -> connect(address, tls))
                .cause()
                .isInstanceOf(Unavailable.Unreachable.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void calls_of_every_size_go_through() throws Exception {
        RpcConnection connection =
                connect(serve(Tls.open(here.trusting(authority))), authority.believer());
        byte[] large = new byte[2 << 20];
        for (int at = 0; at < large.length; at++) {
            large[at] = (byte) (at * 31);
        }
        assertThat(call(connection, ECHO, new byte[0])).isEmpty();
        assertThat(call(connection, ECHO, large)).isEqualTo(large);
        assertThat(call(connection, ECHO, new byte[] {1})).containsExactly(1);
    }

    @Test
    void many_calls_at_once_share_a_connection() throws Exception {
        RpcConnection connection =
                connect(serve(Tls.open(here.trusting(authority))), authority.believer());
        Deque<CompletableFuture<byte[]>> calls = new ArrayDeque<>();
        for (int at = 0; at < 2_000; at++) {
            calls.add(connection.call(ECHO, new byte[at], CallOptions.DEFAULT));
        }
        for (int at = 0; at < 2_000; at++) {
            assertThat(calls.remove().get(30, TimeUnit.SECONDS)).hasSize(at);
        }
    }

    @Test
    void certificate_of_another_authority_is_refused() throws Exception {
        refuses(
                serve(Tls.open(here.trusting(authority))),
                stranger.believer(),
                "CN=provider",
                "CN=ours",
                "not of an authority that is trusted here");
    }

    @Test
    void certificate_for_another_host_is_refused() throws Exception {
        refuses(
                serve(Tls.open(elsewhere.trusting(authority))),
                authority.believer(),
                "CN=elsewhere",
                "is for another name",
                "127.0.0.1");
    }

    @Test
    void expired_certificate_is_refused() throws Exception {
        try (SSLServerSocket server = serveExpired()) {
            refuses(
                    new Address("127.0.0.1", server.getLocalPort()),
                    authority.believer(),
                    "CN=expired",
                    "has expired");
        }
    }

    /** Our own ports do not open with one. */
    private static SSLServerSocket serveExpired() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        KeyStore only = KeyStore.getInstance("PKCS12");
        only.load(null, null);
        only.setKeyEntry(
                "own",
                authority.store().getKey("expired", Authority.PASSWORD),
                Authority.PASSWORD,
                authority.store().getCertificateChain("expired"));
        keys.init(only, Authority.PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLServerSocket server =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> shakeHands(server));
        return server;
    }

    private static void shakeHands(SSLServerSocket server) {
        try (SSLSocket socket = (SSLSocket) server.accept()) {
            assertThatThrownBy(socket::startHandshake).hasMessageContaining("alert");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void plain_caller_on_a_tls_port_is_told_so() throws Exception {
        refuses(serve(Tls.open(here.trusting(authority))), Tls.OFF, "This port speaks TLS only");
    }

    @Test
    void tls_caller_on_a_plain_port_is_told_so() throws Exception {
        refuses(serve(Tls.OFF), authority.believer(), "it does not speak TLS");
    }

    @Test
    void port_that_requires_certificates_lets_nobody_in_without() throws Exception {
        Address address =
                serve(Tls.open(here.trusting(authority).withClients(ClientCertificates.REQUIRED)));
        refuses(address, authority.believer(), "it wants a certificate");
        RpcConnection known = connect(address, Tls.open(here.trusting(authority)));
        RpcMethod certificates = RpcMethod.raw("test", "certificates");
        assertThat(call(known, certificates, new byte[0])).hasSize(2);
    }

    @Test
    void port_that_asks_nobody_hears_of_no_certificate() throws Exception {
        Address address = serve(Tls.open(here.trusting(authority)));
        RpcConnection anybody = connect(address, authority.believer());
        RpcMethod certificates = RpcMethod.raw("test", "certificates");
        assertThat(call(anybody, certificates, new byte[0])).isEmpty();
    }

    @Test
    void nothing_leaves_the_encrypted_connection_through_shared_memory() throws Exception {
        FastPath ring = FastPath.SPIN.withRing(64 << 10);
        assertThat(connect(serve(Tls.OFF, ring), Tls.OFF, ring).sharesMemory()).isTrue();
        RpcConnection secured =
                connect(
                        serve(Tls.open(here.trusting(authority)), ring),
                        authority.believer(),
                        ring);
        assertThat(secured.sharesMemory()).isFalse();
        assertThat(call(secured, ECHO, new byte[] {7})).containsExactly(7);
    }

    @Test
    void certificate_that_replaces_another_is_shown_to_those_who_come_after() throws Exception {
        Issued shown = authority.issue("before");
        Tls tls = Tls.open(shown.trusting(authority));
        Address address = serve(tls);
        RpcConnection before = connect(address, authority.believer());
        shown.replaceBy(stranger.issue("after"));
        assertThat(tls.refresh()).isTrue();
        assertThat(call(before, ECHO, new byte[] {1})).as("it lives on").containsExactly(1);
        refuses(address, authority.believer(), "CN=after");
        assertThat(call(connect(address, stranger.believer()), ECHO, new byte[] {2}))
                .containsExactly(2);
    }

    @Test
    void silence_in_place_of_a_handshake_is_not_waited_for() throws Exception {
        Address address = serve(Tls.open(here.trusting(authority)));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(22);
            String heard =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(heard).doesNotContain("HTTP/1.1 101");
        }
    }
}
