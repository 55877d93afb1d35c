package io.stargazer.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.Address;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RawClient;
import io.stargazer.rpc.bulk.BulkBatch;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.hostile.Script;
import io.stargazer.rpc.service.ServiceTable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-6: one read brings many small requests, and their large answers are not read. */
@Timeout(30)
class UnreadAnswersTest {

    private static final int REQUEST = 4;
    private static final int RESPONSE = 5;
    private static final int ERROR = 6;
    private static final int PING = 11;
    private static final int OVERLOADED = 10;
    private static final RpcMethod LOOK = RpcMethod.raw("raw", "look");
    private static final int CALLS = 200;
    private static final int ANSWER_BYTES = 1 << 20;

    private final Loopback loopback = new Loopback();
    private final AtomicInteger served = new AtomicInteger();
    private final ServiceTable services =
            new ServiceTable()
                    .bindInline("raw", "look", (call, request) -> request)
                    .bindInline("raw", "inline", (call, request) -> answer())
                    .bindBulk("raw", "bulk", (call, batch) -> answerAll(batch));

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    private byte[] answer() {
        served.incrementAndGet();
        return new byte[ANSWER_BYTES];
    }

    private void answerAll(BulkBatch batch) {
        while (batch.next()) {
            batch.response().writeBytes(answer());
        }
    }

    @Test
    void of_inline_calls_no_more_are_begun_than_there_is_room_for() throws Exception {
        assertBounded("raw/inline");
    }

    @Test
    void of_a_batch_no_more_are_begun_than_there_is_room_for() throws Exception {
        assertBounded("raw/bulk");
    }

    private void assertBounded(String method) throws Exception {
        Address address = loopback.serve(services).address();
        RpcConnection other = loopback.connect(address);
        try (RawClient client = RawClient.upgraded(address)) {
            client.frame(1, 0, 0, "\1alice".getBytes(StandardCharsets.UTF_8));
            assertThat(client.read().type()).isEqualTo(2);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(Script.define(0, method));
            for (int id = 1; id <= CALLS; id++) {
                all.writeBytes(Script.frame(REQUEST, 0, id, new byte[3]));
            }
            client.bytes(all.toByteArray());
            // The event loop has read all of it before it has answered somebody else so often.
            for (int round = 0; round < 3; round++) {
                byte[] unused = other.call(LOOK, new byte[0], CallOptions.DEFAULT).get();
            }
            int answered = 0;
            int refused = 0;
            while (answered + refused < CALLS) {
                RawClient.Frame frame = client.readPast(PING);
                if (frame.type() == RESPONSE) {
                    assertThat(frame.body()).hasSize(ANSWER_BYTES);
                    answered++;
                } else {
                    assertThat(frame.type()).isEqualTo(ERROR);
                    assertThat(frame.flags()).as("never begun").isOne();
                    assertThat(frame.body()[0]).isEqualTo((byte) OVERLOADED);
                    assertThat(new String(frame.body(), StandardCharsets.UTF_8))
                            .contains("rpc.outgoing-full");
                    refused++;
                }
            }
            assertThat(served).hasValue(answered);
            assertThat(answered).as("4 MiB and what sockets take").isBetween(4, CALLS / 2);
            client.frame(REQUEST, 0, 1, new byte[3]);
            assertThat(client.readPast(PING).type()).as("and on it goes").isEqualTo(RESPONSE);
        }
    }
}
