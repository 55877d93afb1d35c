package io.stargazer.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.hostile.Script;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-9: what is over a limit is refused with the code of that limit, and nothing else suffers. */
@Timeout(60)
class LimitsTest {

    private static final int CLOSE = 14;
    private static final int ERROR = 6;
    private static final int PING = 11;
    private static final RpcMethod ECHO = RpcMethod.raw("raw", "echo");

    private final Loopback loopback = new Loopback();

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    private Loopback.Running serve(RpcLimits limits) throws Exception {
        ServiceTable services =
                new ServiceTable().bindInline("raw", "echo", (call, request) -> request);
        return loopback.serve(new RpcSettings(services, Loopback.BY_NAME).withLimits(limits), 0);
    }

    private void stillServes(Loopback.Running running) throws Exception {
        byte[] answer =
                loopback.connect(running.address())
                        .call(ECHO, new byte[] {1}, CallOptions.DEFAULT)
                        .get(20, TimeUnit.SECONDS);
        assertThat(answer).containsExactly(1);
    }

    @Test
    void one_method_too_many_closes_the_connection() throws Exception {
        Loopback.Running running = serve(withMethods(20));
        try (RawClient client = RawClient.upgraded(running.address())) {
            logIn(client);
            for (int at = 0; at <= 20; at++) {
                client.out.write(Script.define(at, "raw/echo"));
            }
            assertClosed(client, "rpc.too-many-methods");
        }
        stillServes(running);
    }

    @Test
    void a_stranger_defines_few_methods_and_sends_short_frames() throws Exception {
        Loopback.Running running = serve(RpcLimits.DEFAULT);
        try (RawClient client = RawClient.upgraded(running.address())) {
            for (int at = 0; at <= RpcLimits.STRANGERS_METHODS; at++) {
                client.out.write(Script.define(at, "raw/echo"));
            }
            assertClosed(client, "rpc.too-many-methods");
        }
        try (RawClient client = RawClient.upgraded(running.address())) {
            client.out.writeInt(RpcLimits.STRANGERS_FRAME_BYTES + 1);
            assertClosed(client, "rpc.frame-too-large");
        }
        try (RawClient client = RawClient.upgraded(running.address())) {
            logIn(client);
            client.out.write(Script.define(0, "raw/echo"));
            client.frame(4, 0, 1, new byte[RpcLimits.STRANGERS_FRAME_BYTES + 1]);
            assertThat(client.readPast(PING).type()).as("RESPONSE").isEqualTo(5);
        }
    }

    @Test
    void a_caller_that_has_no_number_left_is_told_so_before_it_sends() throws Exception {
        RpcConnection connection = loopback.connect(serve(withMethods(1)).address());
        assertThat(call(connection, ECHO, 1).get(20, TimeUnit.SECONDS)).hasSize(1);
        assertThatThrownBy(() ->
                        call(connection, RpcMethod.raw("raw", "other"), 1)
                                .get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(Unavailable.Overloaded.class)
                .hasMessageContaining("for another method");
        assertThat(call(connection, ECHO, 1).get(20, TimeUnit.SECONDS)).hasSize(1);
    }

    @Test
    void a_client_accepts_what_its_provider_may_send_and_no_frame_is_over_64_mib()
            throws Exception {
        Loopback.Running running = serve(RpcLimits.DEFAULT.withMaxFrameBytes(1 << 20));
        RpcLimits small = RpcLimits.DEFAULT.withMaxFrameBytes(64 << 10);
        RpcConnection connection =
                loopback.client(small, CallObserver.NONE)
                        .connect(running.address(), Loopback.ALICE)
                        .get(20, TimeUnit.SECONDS);
        assertThat(call(connection, ECHO, 900_000).get(20, TimeUnit.SECONDS)).hasSize(900_000);
        assertThatThrownBy(() -> small.withMaxFrameBytes((64 << 20) + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxFrameBytes");
    }

    @Test
    void metadata_arrives_whole_or_the_call_is_refused() throws Exception {
        ServiceTable services =
                new ServiceTable()
                        .bind(
                                "raw",
                                "echo",
                                (call, request) ->
                                        String.valueOf(call.metadata().get("note"))
                                                .getBytes(StandardCharsets.UTF_8));
        RpcConnection connection = loopback.connect(loopback.serve(services).address());
        for (String whole : List.of("x".repeat(8192), "\u661f".repeat(8192 / 3))) {
            assertThat(noting(connection, whole).get(20, TimeUnit.SECONDS))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(whole);
        }
        for (String tooLong : List.of("x".repeat(8193), "\u661f".repeat(8192 / 3 + 1))) {
            assertThatThrownBy(() -> noting(connection, tooLong).get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            refused ->
                                    assertThat(refused.code()).isEqualTo("rpc.metadata-too-large"))
                    .hasMessageContaining("entry 1 of the metadata is over the limit of 8192");
        }
    }

    private static CompletableFuture<byte[]> noting(RpcConnection connection, String note) {
        CallOptions noted = CallOptions.DEFAULT.withMetadata(Metadata.of("note", note));
        return connection.call(ECHO, new byte[0], noted);
    }

    @Test
    void one_connection_too_many_is_not_let_in() throws Exception {
        Loopback.Running running = serve(RpcLimits.DEFAULT.withMaxConnections(2));
        RpcConnection first = loopback.connect(running.address());
        RpcConnection second = loopback.connect(running.address());
        assertThatThrownBy(() -> loopback.connect(running.address()))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(Unavailable.Unreachable.class);
        assertThat(call(second, ECHO, 1).get(20, TimeUnit.SECONDS)).hasSize(1);
        first.close();
        Loopback.await("a place is free", () -> running.server().connections() == 1);
        stillServes(running);
    }

    @Test
    void a_provider_that_does_not_read_makes_calls_fail_as_overloaded_at_once() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Socket> provider =
                    CompletableFuture.supplyAsync(() -> deafProvider(listener));
            Address address = new Address("127.0.0.1", listener.getLocalPort());
            RpcConnection connection = loopback.connect(address);
            List<CompletableFuture<byte[]>> calls = new ArrayList<>();
            CompletableFuture<byte[]> last = call(connection, ECHO, 256 << 10);
            while (!last.isCompletedExceptionally()) {
                calls.add(last);
                assertThat(calls).as("calls of 256 KiB").hasSizeLessThan(400);
                last = call(connection, ECHO, 256 << 10);
            }
            assertThat(last.exceptionNow())
                    .isInstanceOfSatisfying(
                            Unavailable.Overloaded.class,
                            why -> assertThat(why.code()).isEqualTo("rpc.outgoing-full"));
            assertThat(calls).noneMatch(CompletableFuture::isDone);
            provider.join().close();
            CompletableFuture<Void> ended =
                    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new));
            assertThatThrownBy(() -> ended.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(Unavailable.class);
        }
    }

    /** Lets one caller log in, and then reads no more. */
    private static Socket deafProvider(ServerSocket listener) {
        try {
            Socket socket = listener.accept();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            OutputStream out = socket.getOutputStream();
            out.write(
                    "HTTP/1.1 101 Switching Protocols\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            in.skipNBytes(in.readInt());
            out.write(Script.loggedIn("deaf", 1 << 20, 4_096));
            return socket;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void who_does_not_read_its_answers_is_not_listened_to() throws Exception {
        Loopback.Running running = serve(Loopback.IMPATIENT);
        try (RawClient client = RawClient.upgraded(running.address())) {
            logIn(client);
            byte[] pings = Script.bytes(pings(5_000));
            long written = 0;
            try {
                while (written < 64 << 20) {
                    client.out.write(pings);
                    written += pings.length;
                }
            } catch (SocketException closed) {
                // The provider has heard nothing more, so it took the caller for dead.
            }
            assertThat(written).as("bytes that the provider took").isLessThan(64 << 20);
        }
        stillServes(running);
    }

    private static byte[][] pings(int count) {
        byte[][] pings = new byte[count][];
        for (int at = 0; at < count; at++) {
            pings[at] = Script.ping(at);
        }
        return pings;
    }

    @Test
    void the_reason_reaches_a_caller_that_goes_on_sending() throws Exception {
        Loopback.Running running = serve(RpcLimits.DEFAULT);
        for (int round = 0; round < 20; round++) {
            try (RawClient client = RawClient.upgraded(running.address())) {
                logIn(client);
                client.out.write(new byte[256 << 10]);
                assertClosed(client, "rpc.malformed-frame");
            }
        }
    }

    @Test
    void an_upgrade_that_drips_is_cut_off() throws Exception {
        Loopback.Running running = serve(Loopback.IMPATIENT);
        try (RawClient client = new RawClient(running.address())) {
            client.text("GET /rpc HTTP/1.1\r\nHost: ");
            client.patience(Duration.ofMillis(10));
            int dripped = 0;
            while (isSilent(client)) {
                client.text("x");
                assertThat(++dripped).as("bytes that were let drip").isLessThan(4_000);
            }
            client.patience(Duration.ofSeconds(5));
            assertThat(client.head()).startsWith("TTP/1.1 408 ");
        }
        stillServes(running);
    }

    private static boolean isSilent(RawClient client) throws IOException {
        try {
            assertThat(client.in.read()).isEqualTo('H');
            return false;
        } catch (SocketTimeoutException silence) {
            return true;
        }
    }

    private static RpcLimits withMethods(int methods) {
        RpcLimits some = RpcLimits.DEFAULT;
        return new RpcLimits(
                some.maxFrameBytes(),
                some.maxConcurrentCalls(),
                methods,
                some.maxConnections(),
                some.outgoingBytes(),
                some.times(),
                some.handlers());
    }

    private static CompletableFuture<byte[]> call(
            RpcConnection connection, RpcMethod method, int bytes) {
        return connection.call(method, new byte[bytes], CallOptions.DEFAULT);
    }

    private static void logIn(RawClient client) throws IOException {
        client.out.write(Script.login());
        assertThat(client.readPast(PING).type()).as("LOGGED_IN").isEqualTo(2);
    }

    private static void assertClosed(RawClient client, String code) throws IOException {
        client.out.flush();
        RawClient.Frame close = client.readPast(PING);
        while (close.type() == ERROR) {
            close = client.readPast(PING);
        }
        assertThat(close.type()).isEqualTo(CLOSE);
        assertThat(new String(close.body(), StandardCharsets.UTF_8)).contains(code);
        assertThat(client.isAtEnd()).isTrue();
    }
}
