package io.stargazer.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RawClient;
import io.stargazer.rpc.hostile.Script;
import io.stargazer.rpc.loop.Burst;
import io.stargazer.rpc.service.ServiceTable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-3, RP-9: what is no request of the batch ends it and is treated as if it had come alone. */
@Timeout(20)
class ServedBatchTest {

    private static final int REQUEST = 4;
    private static final int RESPONSE = 5;
    private static final int ERROR = 6;
    private static final int PING = 11;
    private static final int CLOSE = 14;
    private static final byte BULK = 0;
    private static final byte WAIT = 1;

    private final Loopback loopback = new Loopback();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final AtomicReference<Optional<CallContext>> after = new AtomicReference<>();
    private RawClient client;

    @BeforeEach
    void open() throws Exception {
        ServiceTable services =
                new ServiceTable()
                        .bindBulk(
                                "raw",
                                "bulk",
                                (call, batch) -> {
                                    Burst.atEnd(() -> after.set(CallContext.current()));
                                    while (batch.next()) {
                                        batch.response().writeBytes(batch.request());
                                    }
                                })
                        .bind(
                                "raw",
                                "wait",
                                (call, request) -> {
                                    waiting.countDown();
                                    new CountDownLatch(1).await();
                                    return request;
                                });
        client = RawClient.upgraded(loopback.serve(services).address());
        client.frame(1, 0, 0, "\1alice".getBytes(StandardCharsets.UTF_8));
        assertThat(client.read().type()).isEqualTo(2);
        client.bytes(Script.define(BULK, "raw/bulk"));
        client.bytes(Script.define(WAIT, "raw/wait"));
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        loopback.close();
    }

    /** In one packet, so that one read brings them. */
    private void send(byte[]... frames) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        client.bytes(all.toByteArray());
    }

    private static byte[] request(int flags, int id, int... body) {
        byte[] bytes = new byte[body.length];
        for (int at = 0; at < body.length; at++) {
            bytes[at] = (byte) body[at];
        }
        return Script.frame(REQUEST, flags, id, bytes);
    }

    private void expectEcho(int id, int... payload) throws Exception {
        RawClient.Frame response = client.readPast(PING);
        assertThat(response.type()).isEqualTo(RESPONSE);
        assertThat(response.id()).isEqualTo(id);
        assertThat(response.body()).containsExactly(payload);
    }

    private void expectMalformed(String sentence) throws Exception {
        RawClient.Frame close = client.readPast(PING);
        assertThat(close.type()).isEqualTo(CLOSE);
        assertThat(new String(close.body(), StandardCharsets.UTF_8))
                .contains("rpc.malformed-frame")
                .contains(sentence);
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void a_call_id_in_use_closes_the_connection() throws Exception {
        send(request(0, 7, WAIT, 0, 0));
        waiting.await();
        send(request(0, 8, BULK, 0, 0, 42), request(0, 7, BULK, 0, 0, 43));
        expectEcho(8, 42);
        expectMalformed("the call id 7 cannot be used now");
    }

    @Test
    void the_call_id_0_closes_the_connection() throws Exception {
        send(request(0, 8, BULK, 0, 0, 42), request(0, 0, BULK, 0, 0, 43));
        expectEcho(8, 42);
        expectMalformed("the call id 0 cannot be used now");
    }

    @Test
    void a_call_of_another_kind_is_refused_and_the_next_batch_served() throws Exception {
        send(
                request(0, 1, BULK, 0, 0, 42),
                request(1, 2, BULK, 0, 0, 43),
                request(0, 3, BULK, 0, 0, 44));
        expectEcho(1, 42);
        RawClient.Frame refused = client.readPast(PING);
        assertThat(refused.type()).isEqualTo(ERROR);
        assertThat(refused.id()).isEqualTo(2);
        assertThat(refused.flags()).isOne();
        assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                .contains("rpc.wrong-call-kind");
        expectEcho(3, 44);
    }

    @Test
    void a_head_that_ends_too_early_closes_the_connection_after_what_came_before()
            throws Exception {
        send(request(0, 1, BULK, 0, 0, 42), request(0, 2, BULK, 0x80));
        expectEcho(1, 42);
        expectMalformed("");
    }

    @Test
    void the_event_loop_serves_no_call_when_a_batch_is_over() throws Exception {
        send(request(0, 1, BULK, 0, 0, 42));
        expectEcho(1, 42);
        Loopback.await("the burst is over", () -> after.get() != null);
        assertThat(after.get()).isEmpty();
    }

    @Test
    void payloads_that_look_like_heads_and_short_heads_are_told_apart() throws Exception {
        send(
                request(0, 1, BULK, 0, 0, BULK, 0, 0),
                request(0, 2, BULK, 0, 0),
                request(0, 3, BULK, 0x80, 1, 0, 9, 8, 7, 6, 5),
                request(0, 4, BULK, 0, 0, 1, 2, 3, 4, 5));
        expectEcho(1, 0, 0, 0);
        expectEcho(2);
        expectEcho(3, 9, 8, 7, 6, 5);
        expectEcho(4, 1, 2, 3, 4, 5);
    }
}
