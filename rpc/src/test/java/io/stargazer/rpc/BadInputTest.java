package io.stargazer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.stream.EncodedItem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-9: what a stranger may send. */
@Timeout(40)
class BadInputTest {

    private static final int LOGIN = 1;
    private static final int LOGGED_IN = 2;
    private static final int DEFINE = 3;
    private static final int REQUEST = 4;
    private static final int RESPONSE = 5;
    private static final int ERROR = 6;
    private static final int CREDIT = 10;
    private static final int PING = 11;
    private static final int PONG = 12;
    private static final int CLOSE = 14;
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Loopback loopback = new Loopback();
    private final AtomicInteger flooded = new AtomicInteger();
    private final CountDownLatch floodCancelled = new CountDownLatch(1);
    private final ServiceTable services =
            new ServiceTable()
                    .bind("test", Greeter.class, new FriendlyGreeter())
                    .bindInline("raw", "echo", (call, request) -> request)
                    .bindInline("raw", "hurry", (call, request) -> hurry(call, request))
                    .bind("raw", "never", BadInputTest::never)
                    .bindStream("raw", "flood", (call, request) -> flood());
    private Loopback.Running running;

    @BeforeEach
    void open() throws Exception {
        serve(RpcLimits.Times.DEFAULT);
    }

    /** A busy machine is slow: a test has no short time but the one that it is about. */
    private void serve(RpcLimits.Times times) throws Exception {
        RpcLimits limits = RpcLimits.DEFAULT.withTimes(times);
        running = loopback.serve(new RpcSettings(services, Loopback.BY_NAME).withLimits(limits), 0);
    }

    private static RpcLimits.Times times(Duration handshake, Duration login, Duration ping) {
        return new RpcLimits.Times(handshake, login, ping, 3);
    }

    @AfterEach
    void the_server_still_serves() throws Exception {
        Greeter greeter =
                Loopback.proxy(
                        Greeter.class, loopback.connect(running.address()), CallOptions.DEFAULT);
        assertThat(greeter.add(20, 22)).isEqualTo(42);
        loopback.close();
    }

    @Test
    void garbage_instead_of_http_gets_a_short_400() throws Exception {
        try (RawClient client = new RawClient(running.address())) {
            client.text("\u0016\u0003\u0001 garbage garbage\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void another_path_is_not_found() throws Exception {
        try (RawClient client = new RawClient(running.address())) {
            client.text("GET /other HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void a_request_without_upgrade_is_told_to_upgrade() throws Exception {
        try (RawClient client = new RawClient(running.address())) {
            client.text("GET /rpc HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head())
                    .startsWith("HTTP/1.1 426 ")
                    .containsIgnoringCase("upgrade: stargazer-rpc");
        }
    }

    @Test
    void a_header_that_never_ends_is_refused() throws Exception {
        try (RawClient client = new RawClient(running.address())) {
            client.text("GET /rpc HTTP/1.1\r\nX: " + "x".repeat(9000));
            assertThat(client.head()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void a_slow_handshake_is_cut_off() throws Exception {
        serve(times(SHORT, LONG, LONG));
        try (RawClient client = new RawClient(running.address())) {
            client.text("GET /rpc HT");
            assertThat(client.head()).startsWith("HTTP/1.1 408 ");
            while (!client.isAtEnd()) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void a_caller_that_never_logs_in_is_cut_off() throws Exception {
        serve(times(LONG, SHORT, LONG));
        try (RawClient client = RawClient.upgraded(running.address())) {
            assertClosed(client, 2, "rpc.login-timeout");
        }
    }

    @Test
    void a_silent_caller_is_pinged_and_then_dropped() throws Exception {
        serve(times(LONG, LONG, SHORT));
        try (RawClient client = loggedIn()) {
            assertThat(client.read().type()).isEqualTo(PING);
            assertThat(client.read().type()).isEqualTo(PING);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void a_caller_on_whom_something_hangs_is_dropped_sooner() throws Exception {
        serve(times(LONG, LONG, Duration.ofMinutes(5)));
        try (RawClient client = loggedIn()) {
            client.frame(DEFINE, 0, 0, define("raw/hurry"));
            client.frame(REQUEST, 0, 1, new byte[] {0, 0, 0});
            assertThat(client.read().type()).isEqualTo(RESPONSE);
            assertThat(client.read().type()).isEqualTo(PING);
            assertThat(client.read().type()).isEqualTo(PING);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    private static byte[] hurry(CallContext call, byte[] request) {
        call.peer().pingEvery(SHORT);
        return request;
    }

    @Test
    void a_call_before_login_is_unauthenticated() throws Exception {
        try (RawClient client = RawClient.upgraded(running.address())) {
            client.frame(REQUEST, 0, 7, new byte[] {0, 0, 0});
            RawClient.Frame error = client.read();
            assertThat(error.type()).isEqualTo(ERROR);
            assertThat(error.id()).isEqualTo(7);
            assertThat(error.flags()).isEqualTo(1);
            assertThat(error.body()[0]).isEqualTo((byte) 2);
            assertThat(new String(error.body(), StandardCharsets.UTF_8))
                    .contains("rpc.login-first");
        }
    }

    @Test
    void a_hand_written_call_is_answered() throws Exception {
        try (RawClient client = loggedIn()) {
            client.frame(DEFINE, 0, 0, define("raw/echo"));
            client.frame(REQUEST, 0, 9, new byte[] {0, 0, 0, 'h', 'i'});
            RawClient.Frame answer = client.readPast(PING);
            assertThat(answer.type()).isEqualTo(RESPONSE);
            assertThat(answer.id()).isEqualTo(9);
            assertThat(answer.body()).asString().isEqualTo("hi");
            client.frame(PING, 0, 0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
            RawClient.Frame pong = client.readPast(PING);
            assertThat(pong.type()).isEqualTo(PONG);
            assertThat(pong.body()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        }
    }

    @Test
    void an_oversized_frame_closes_the_connection_with_a_reason() throws Exception {
        try (RawClient client = loggedIn()) {
            client.out.writeInt(5 << 20);
            assertClosed(client, 6, "rpc.frame-too-large");
        }
    }

    @Test
    void a_negative_length_closes_the_connection_with_a_reason() throws Exception {
        try (RawClient client = loggedIn()) {
            client.out.writeInt(-1);
            assertClosed(client, 6, "rpc.frame-too-large");
        }
    }

    @Test
    void a_frame_shorter_than_its_head_closes_the_connection() throws Exception {
        try (RawClient client = loggedIn()) {
            client.out.writeInt(5);
            assertClosed(client, 1, "rpc.malformed-frame");
        }
    }

    @Test
    void an_unknown_type_closes_the_connection() throws Exception {
        try (RawClient client = loggedIn()) {
            client.frame(99, 0, 0, new byte[0]);
            assertClosed(client, 1, "rpc.malformed-frame");
        }
    }

    @Test
    void a_number_that_never_ends_closes_the_connection() throws Exception {
        try (RawClient client = loggedIn()) {
            byte[] endless = new byte[12];
            java.util.Arrays.fill(endless, (byte) 0x80);
            client.frame(REQUEST, 0, 1, endless);
            assertClosed(client, 1, "rpc.malformed-frame");
        }
    }

    @Test
    void a_body_that_ends_too_early_closes_the_connection() throws Exception {
        try (RawClient client = loggedIn()) {
            client.frame(CREDIT, 0, 1, new byte[] {0, 0});
            assertClosed(client, 1, "rpc.malformed-frame");
        }
    }

    @Test
    void a_method_that_was_not_defined_closes_the_connection() throws Exception {
        try (RawClient client = loggedIn()) {
            client.frame(REQUEST, 0, 1, new byte[] {5, 0, 0});
            assertClosed(client, 1, "rpc.malformed-frame");
        }
    }

    @Test
    void a_frame_that_only_a_provider_sends_closes_the_connection() throws Exception {
        try (RawClient client = loggedIn()) {
            client.frame(RESPONSE, 0, 1, new byte[0]);
            assertClosed(client, 1, "rpc.malformed-frame");
        }
    }

    @Test
    void a_frame_cut_off_by_the_end_of_the_connection_does_no_harm() throws Exception {
        try (RawClient client = loggedIn()) {
            client.out.writeInt(100);
            client.out.write(new byte[50]);
            client.out.flush();
        }
        Loopback.await("it is gone", () -> running.server().connections() == 0);
    }

    private RawClient loggedIn() throws IOException {
        RawClient client = RawClient.upgraded(running.address());
        client.frame(LOGIN, 0, 0, new byte[] {1, 'b', 'o', 'b'});
        RawClient.Frame answer = client.readPast(PING);
        assertThat(answer.type()).isEqualTo(LOGGED_IN);
        assertThat(new String(answer.body(), 1, answer.body()[0], StandardCharsets.UTF_8))
                .isEqualTo("user:bob");
        return client;
    }

    private static byte[] define(String path) {
        return ("\0\0\0\0\0" + path).getBytes(StandardCharsets.UTF_8);
    }

    private static void assertClosed(RawClient client, int status, String code) throws IOException {
        client.out.flush();
        RawClient.Frame close = client.readPast(PING);
        assertThat(close.type()).isEqualTo(CLOSE);
        assertThat((int) close.body()[0]).isEqualTo(status);
        assertThat(new String(close.body(), StandardCharsets.UTF_8)).contains(code);
        assertThat(client.isAtEnd()).isTrue();
    }

    private static byte[] never(CallContext call, byte[] request) throws InterruptedException {
        new CountDownLatch(1).await();
        return request;
    }

    /** Two thousand items of 64 KiB, as fast as they are asked for. */
    private Flow.Publisher<EncodedItem> flood() {
        EncodedItem item = EncodedItem.of(new byte[64 << 10]);
        return subscriber ->
                subscriber.onSubscribe(
                        new Flow.Subscription() {
                            @Override
                            public void request(long items) {
                                for (long left = items; left > 0 && flooded.get() < 2000; left--) {
                                    flooded.incrementAndGet();
                                    subscriber.onNext(item);
                                }
                            }

                            @Override
                            public void cancel() {
                                floodCancelled.countDown();
                            }
                        });
    }

    @Test
    void the_provider_itself_ends_a_call_at_its_deadline() throws Exception {
        try (RawClient client = loggedIn()) {
            client.frame(DEFINE, 0, 0, define("raw/never"));
            client.frame(REQUEST, 0, 3, new byte[] {0, 0x64, 0});
            RawClient.Frame answer = client.readPast(PING);
            assertThat(answer.type()).isEqualTo(ERROR);
            assertThat(answer.id()).isEqualTo(3);
            assertThat((int) answer.body()[0]).isEqualTo(9);
        }
    }

    @Test
    void a_caller_with_endless_credit_that_does_not_read_holds_the_publisher_back()
            throws Exception {
        serve(times(LONG, LONG, SHORT));
        try (RawClient client = loggedIn()) {
            client.frame(DEFINE, 0, 0, define("raw/flood"));
            client.frame(REQUEST, 1, 3, new byte[] {0, 0, 0});
            client.frame(CREDIT, 0, 3, new byte[] {-1, -1, -1, -1});
            // The provider drops the silent caller after three pings; until then it could flood.
            assertThat(floodCancelled.await(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(flooded.get()).isGreaterThan(64);
        assertThat(flooded.get()).isLessThan(1000);
    }
}
