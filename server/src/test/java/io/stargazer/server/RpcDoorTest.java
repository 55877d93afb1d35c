package io.stargazer.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.RegistryContract;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.SessionContract;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.client.RpcProxy;
import io.stargazer.rpc.codec.RecordPayload;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RP-9, RG-1: what a stranger may send to the RPC on the server's one port. */
@Timeout(60)
class RpcDoorTest {

    private static final int LOGIN = 1;
    private static final int CLOSE = 14;
    private static final int MAX_FRAME_BYTES = 2 << 20;

    /** No test lasts so long: what ends a connection here is never that a busy machine was slow. */
    private static final Duration PATIENT = Duration.ofMinutes(2);

    @TempDir static Path folder;
    static RunningServer server;
    static String secret;

    private final RpcClient client = new RpcClient();

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, config -> config.withLimits(waiting(PATIENT)));
        secret =
                server.post("/api/v1/applications", "{\"namespace\":\"default\",\"name\":\"shop\"}")
                        .json()
                        .path("secret")
                        .asText();
    }

    /** A caller has so long to ask for the upgrade, to log in, and to say something. */
    private static ServerConfig.Limits waiting(Duration patience) {
        return new ServerConfig.Limits(4096, MAX_FRAME_BYTES, patience, PATIENT, PATIENT, 200_000);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void the_server_goes_on() throws Exception {
        assertThat(server.get("/health/live").status()).isEqualTo(200);
        SessionContract session = proxy(connect(), SessionContract.class, SessionContract.SERVICE);
        assertThat(session.renew().get(20, TimeUnit.SECONDS).token()).isNotEmpty();
        client.close();
    }

    @Test
    void garbage_in_place_of_frames_closes_with_a_reason() throws Exception {
        try (Socket socket = upgraded()) {
            byte[] garbage = new byte[4096];
            for (int at = 0; at < garbage.length; at++) {
                garbage[at] = (byte) (at * 31 + 7);
            }
            send(socket, garbage);
            assertThat(reasonOf(socket)).isEqualTo("rpc.frame-too-large");
        }
        try (Socket socket = upgraded()) {
            send(socket, frame(99, new byte[3]));
            assertThat(reasonOf(socket)).isEqualTo("rpc.malformed-frame");
        }
    }

    @Test
    void an_oversized_frame_closes_with_a_reason_before_and_after_the_login() throws Exception {
        try (Socket socket = upgraded()) {
            send(socket, ByteBuffer.allocate(4).putInt(20_000).array());
            assertThat(reasonOf(socket)).isEqualTo("rpc.frame-too-large");
        }
        try (Socket socket = upgraded()) {
            send(socket, frame(LOGIN, credential()));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.skipNBytes(in.readInt());
            send(socket, ByteBuffer.allocate(4).putInt(MAX_FRAME_BYTES + 1).array());
            assertThat(reasonOf(socket)).isEqualTo("rpc.frame-too-large");
        }
    }

    @Test
    void a_truncated_frame_ends_with_its_connection() throws Exception {
        try (Socket socket = upgraded()) {
            send(socket, ByteBuffer.allocate(40).putInt(1_000).array());
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void an_upgrade_that_drips_is_cut_off(@TempDir Path other) throws Exception {
        try (RunningServer strict =
                        RunningServer.start(
                                other,
                                config -> config.withLimits(waiting(Duration.ofMillis(500))));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), strict.port())) {
            send(socket, "GET /rpc HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(20);
            int dripped = 0;
            while (isSilent(socket)) {
                send(socket, new byte[] {'x'});
                assertThat(++dripped).as("bytes that were let drip").isLessThan(2_000);
            }
        }
    }

    /** Nothing comes for a moment, not even the end. */
    private static boolean isSilent(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).as("cut off without a word").isNegative();
            return false;
        } catch (SocketTimeoutException silence) {
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    @Test
    void an_instance_that_lives_is_not_registered_twice() throws Exception {
        ServiceName service = new ServiceName("default", "orders");
        Instance instance = Instance.of("one", "1.0", "127.0.0.1:7000");
        assertThat(register("first", service, instance)).isNull();
        assertThat(register("first", service, instance)).as("the same again").isNull();
        Failure refused = register("second", service, instance);
        assertThat(refused).isNotNull();
        assertThat(refused.code()).isEqualTo("registry.instance-taken");
        assertThat(refused).hasMessageContaining("one");
        assertThat(server.get("/api/v1/services/default/orders").json().path("instances"))
                .hasSize(1);
    }

    private Failure register(String session, ServiceName service, Instance instance)
            throws Exception {
        RpcConnection connection = connect();
        proxy(connection, SessionContract.class, SessionContract.SERVICE)
                .open(session, "test")
                .get(20, TimeUnit.SECONDS);
        return proxy(connection, RegistryContract.class, RegistryContract.SERVICE)
                .register(session, service, instance)
                .handle((revision, failure) -> (Failure) failure)
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void a_watch_of_nonsense_is_a_bad_payload() throws Exception {
        RpcMethod watch =
                new RpcMethod(RegistryContract.SERVICE, "watch", RecordPayload.NUMBER, false);
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        connect().stream(watch, new byte[] {-1, -1, -1, 7}, CallOptions.DEFAULT)
                .subscribe(new EndOnly(end));
        assertThat(end.get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo("rpc.bad-payload"));
    }

    /** Waits for the failure of a stream. */
    private record EndOnly(CompletableFuture<Throwable> end) implements Flow.Subscriber<byte[]> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(1);
        }

        @Override
        public void onNext(byte[] item) {}

        @Override
        public void onError(Throwable failure) {
            end.complete(failure);
        }

        @Override
        public void onComplete() {
            end.completeExceptionally(new AssertionError("the stream has ended well"));
        }
    }

    private static Socket upgraded() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        String request =
                String.join(
                        "\r\n",
                        "GET /rpc HTTP/1.1",
                        "Host: x",
                        "Connection: Upgrade",
                        "Upgrade: stargazer-rpc",
                        "Stargazer-Rpc-Version: 1",
                        "",
                        "");
        send(socket, request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("the connection has ended after " + head).isNotNegative();
            head.append((char) next);
        }
        assertThat(head).startsWith("HTTP/1.1 101 ");
        return socket;
    }

    private static void send(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    private static byte[] frame(int type, byte[] body) {
        return ByteBuffer.allocate(10 + body.length)
                .putInt(6 + body.length)
                .put((byte) type)
                .put(new byte[5])
                .put(body)
                .array();
    }

    private static byte[] credential() {
        Sink sink = new Sink();
        sink.string("default/shop");
        sink.string(secret);
        byte[] words = sink.toArray();
        return ByteBuffer.allocate(1 + words.length)
                .put((byte) SessionContract.SECRET_CREDENTIAL)
                .put(words)
                .array();
    }

    /** The code of the CLOSE that must come now, and then nothing. */
    private static String reasonOf(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] frame = in.readNBytes(in.readInt());
        assertThat(frame[0]).isEqualTo((byte) CLOSE);
        assertThat(in.read()).isNegative();
        return new String(frame, 8, frame[7], StandardCharsets.UTF_8);
    }

    private RpcConnection connect() throws Exception {
        byte[] words = credential();
        byte[] bytes = Arrays.copyOfRange(words, 1, words.length);
        Credential credential = new Credential(SessionContract.SECRET_CREDENTIAL, bytes);
        return client.connect(new Address("127.0.0.1", server.port()), () -> credential)
                .get(20, TimeUnit.SECONDS);
    }

    private static <T> T proxy(RpcConnection connection, Class<T> contract, String service) {
        return RpcProxy.create(
                contract, service, connection, new RecordPayload(), CallOptions.DEFAULT);
    }
}
