package io.stargazer.rpc.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBuf;
import io.stargazer.api.Faulted;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** RP-3: handlers that take requests in batches, called one by one and many at a time. */
@Timeout(30)
class BulkHandlerTest {

    private static final RpcMethod ADD = RpcMethod.raw("raw", "addOne");
    private static final RpcMethod ECHO = RpcMethod.raw("raw", "echo");

    private final Loopback loopback = new Loopback();
    private final AtomicInteger batches = new AtomicInteger();
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();

    private final CallObserver observer =
            (service, method, principal, status, nanos) ->
                    seen.merge(method + " " + principal + " " + status, 1, Integer::sum);

    private final ServiceTable services =
            new ServiceTable()
                    .bindInline("raw", "echo", (call, request) -> request)
                    .bindBulk("raw", "addOne", (call, batch) -> addOne(batch));

    private RpcConnection connection;

    @BeforeEach
    void open() throws Exception {
        RpcSettings settings =
                new RpcSettings(services, Loopback.BY_NAME)
                        .withLimits(RpcLimits.DEFAULT.withMaxFrameBytes(100_000))
                        .withObserver(observer);
        connection = loopback.connect(loopback.serve(settings, 0).address());
    }

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    private void addOne(BulkBatch batch) {
        batches.incrementAndGet();
        while (batch.next()) {
            batch.response().writeInt(batch.request().readInt() + 1);
        }
    }

    private BulkReplies callAll(String method, int from, int size) throws Exception {
        return connection
                .callAll(
                        RpcMethod.raw("raw", method),
                        Numbers.upFrom(from, size),
                        CallOptions.DEFAULT)
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void many_requests_come_in_few_batches() throws Exception {
        BulkReplies replies = callAll("addOne", 0, 20_000);
        assertThat(replies.failures()).isZero();
        for (int at = 0; at < 20_000; at++) {
            assertThat(Numbers.of(replies.get(at))).isEqualTo(at + 1);
        }
        assertThat(batches.get()).isLessThan(5000);
        Loopback.await(
                "all are counted",
                () -> Integer.valueOf(20_000).equals(seen.get("addOne user:alice OK")));
    }

    @Test
    void a_single_call_is_a_batch_of_one() throws Exception {
        for (int at = 0; at < 10; at++) {
            byte[] answer = connection.call(ADD, Numbers.bytes(at), CallOptions.DEFAULT).get();
            assertThat(Numbers.of(answer)).isEqualTo(at + 1);
        }
        assertThat(batches).hasValue(10);
    }

    @Test
    void single_calls_of_several_methods_and_bulk_calls_share_a_connection() throws Exception {
        List<CompletableFuture<BulkReplies>> bulks = new ArrayList<>();
        List<CompletableFuture<byte[]>> singles = new ArrayList<>();
        for (int at = 0; at < 200; at++) {
            bulks.add(connection.callAll(ADD, Numbers.upFrom(at, at % 7), CallOptions.DEFAULT));
            singles.add(connection.call(ECHO, Numbers.bytes(at), CallOptions.DEFAULT));
            singles.add(connection.call(ADD, Numbers.bytes(at - 1), CallOptions.DEFAULT));
        }
        for (int at = 0; at < 200; at++) {
            BulkReplies replies = bulks.get(at).get(20, TimeUnit.SECONDS);
            assertThat(replies.failures()).isZero();
            for (int each = 0; each < at % 7; each++) {
                assertThat(Numbers.of(replies.get(each))).isEqualTo(at + each + 1);
            }
            assertThat(Numbers.of(singles.get(2 * at).get(20, TimeUnit.SECONDS))).isEqualTo(at);
            assertThat(Numbers.of(singles.get(2 * at + 1).get(20, TimeUnit.SECONDS))).isEqualTo(at);
        }
    }

    @Test
    void a_request_fails_alone_when_the_handler_says_so() throws Exception {
        services.bindBulk(
                "raw",
                "noSevens",
                (call, batch) -> {
                    while (batch.next()) {
                        int number = batch.request().readInt();
                        batch.response().writeInt(number);
                        if (number % 10 == 7) {
                            batch.fail(new Rejected(Status.CONFLICT, "test.seven", "no sevens"));
                        }
                    }
                });
        BulkReplies replies = callAll("noSevens", 0, 1000);
        assertThat(replies.failures()).isEqualTo(100);
        for (int at = 0; at < 1000; at++) {
            assertThat(replies.isOk(at)).isEqualTo(at % 10 != 7);
        }
        assertThat(Numbers.of(replies.get(999))).isEqualTo(999);
        Map<String, Integer> expected =
                Map.of("noSevens user:alice OK", 900, "noSevens user:alice CONFLICT", 100);
        Loopback.await("all are counted", () -> seen.equals(expected));
    }

    @Test
    void what_is_too_large_or_empty_concerns_its_request_only() throws Exception {
        services.bindBulk(
                "raw",
                "sizes",
                (call, batch) -> {
                    while (batch.next()) {
                        batch.response().writeBytes(new byte[batch.request().readInt()]);
                    }
                });
        BulkReplies replies =
                connection
                        .callAll(
                                RpcMethod.raw("raw", "sizes"),
                                List.of(
                                        Numbers.bytes(3),
                                        Numbers.bytes(200_000),
                                        Numbers.bytes(0),
                                        Numbers.bytes(90_000)),
                                CallOptions.DEFAULT)
                        .get(20, TimeUnit.SECONDS);
        assertThat(replies.get(0)).hasSize(3);
        assertThat(replies.failure(1))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.code()).isEqualTo("rpc.response-too-large"));
        assertThat(replies.get(2)).isEmpty();
        assertThat(replies.get(3)).hasSize(90_000);
    }

    @Test
    void what_the_handler_throws_fails_the_rest_of_the_batch_with_one_line() throws Exception {
        services.bindBulk(
                "raw",
                "bug",
                (call, batch) -> {
                    while (batch.next()) {
                        int number = batch.request().readInt();
                        batch.response().writeInt(number);
                        if (number >= 40) {
                            throw new IllegalStateException("secret");
                        }
                    }
                });
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("io.stargazer.rpc.server.Refusals");
        log.start();
        logger.addAppender(log);
        BulkReplies replies = callAll("bug", 0, 100);
        logger.detachAppender(log);
        for (int at = 0; at < 40; at++) {
            assertThat(Numbers.of(replies.get(at))).isEqualTo(at);
        }
        for (int at = 40; at < 100; at++) {
            assertThat(replies.failure(at))
                    .as("%d", at)
                    .isInstanceOf(Faulted.class)
                    .hasMessageContaining("raw/bug")
                    .hasMessageNotContaining("secret");
        }
        assertThat(log.list).as("one for each batch").hasSizeBetween(1, 10);
        assertThat(Numbers.of(connection.call(ADD, Numbers.bytes(1), CallOptions.DEFAULT).get()))
                .isEqualTo(2);
    }

    @Test
    void requests_that_the_handler_does_not_come_to_fail() throws Exception {
        services.bindBulk(
                "raw",
                "lazy",
                (call, batch) -> {
                    if (batch.next()) {
                        batch.response().writeInt(1);
                    }
                });
        services.bindBulk("raw", "idle", (call, batch) -> {});
        BulkReplies replies = callAll("lazy", 0, 50);
        assertThat(Numbers.of(replies.get(0))).isOne();
        assertThat(replies.failures()).as("more than one came at once").isPositive();
        for (int at = 1; at < 50; at++) {
            assertThat(replies.isOk(at) || replies.failure(at) instanceof Faulted).isTrue();
        }
        assertThatThrownBy(
                        connection.call(
                                        RpcMethod.raw("raw", "idle"),
                                        new byte[0],
                                        CallOptions.DEFAULT)
                                ::get)
                .hasCauseInstanceOf(Faulted.class);
    }

    @Test
    void the_handler_sees_who_calls_and_what_came_with_each_request() throws Exception {
        services.bindBulk(
                "raw",
                "who",
                (call, batch) -> {
                    assertThat(CallContext.current()).contains(call);
                    while (batch.next()) {
                        boolean hasDeadline = batch.deadlineNs() - System.nanoTime() > 0;
                        String told =
                                call.principal().actor()
                                        + " "
                                        + batch.metadata().get("key")
                                        + " "
                                        + hasDeadline;
                        batch.response().writeCharSequence(told, StandardCharsets.UTF_8);
                    }
                });
        RpcMethod who = RpcMethod.raw("raw", "who");
        CallOptions options =
                CallOptions.DEFAULT
                        .withMetadata(Metadata.of("key", "value"))
                        .withTimeout(Duration.ofSeconds(20));
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int at = 0; at < 50; at++) {
            calls.add(connection.call(who, new byte[0], options));
            calls.add(connection.call(who, new byte[0], CallOptions.DEFAULT));
        }
        for (int at = 0; at < 100; at++) {
            assertThat(calls.get(at).get(5, TimeUnit.SECONDS))
                    .asString()
                    .isEqualTo("user:alice " + (at % 2 == 0 ? "value" : "null") + " true");
        }
    }

    @Test
    void a_call_completed_inside_a_batch_does_not_cut_a_response_in_two() throws Exception {
        CompletableFuture<byte[]> later = new CompletableFuture<>();
        services.bind("raw", "later", (call, request) -> later.join());
        services.bindInline("raw", "now", (call, request) -> request);
        services.bindBulk(
                "raw",
                "trigger",
                (call, batch) -> {
                    while (batch.next()) {
                        ByteBuf response = batch.response().writeInt(1);
                        later.complete(new byte[] {5});
                        response.writeInt(2);
                    }
                });
        CompletableFuture<byte[]> waiting =
                connection.call(RpcMethod.raw("raw", "later"), new byte[0], CallOptions.DEFAULT);
        BulkReplies replies = callAll("trigger", 0, 3);
        assertThat(replies.get(2)).containsExactly(0, 0, 0, 1, 0, 0, 0, 2);
        assertThat(waiting.get(5, TimeUnit.SECONDS)).containsExactly(5);
    }
}
