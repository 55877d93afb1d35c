package io.stargazer.rpc.gadget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.codec.CodecTable;
import io.stargazer.rpc.codec.ForyPayload;
import io.stargazer.rpc.codec.JsonPayload;
import io.stargazer.rpc.codec.RecordPayload;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * RP-9: a payload that its codec refuses is answered with {@code rpc.bad-payload}, its handler is
 * never called, and the connection goes on.
 */
@Timeout(60)
class HostilePayloadTest {

    private static final RpcMethod ECHO = RpcMethod.raw("raw", "echo");

    interface Open {
        void take(Object anything, List<String> names);
    }

    interface Closed {
        void count(String name, List<Integer> numbers);
    }

    private final Loopback loopback = new Loopback();
    private final AtomicInteger begun = new AtomicInteger();
    private RpcConnection connection;

    @BeforeEach
    void connect() throws Exception {
        Open open = (anything, names) -> begun.incrementAndGet();
        Closed closed = (name, numbers) -> begun.incrementAndGet();
        ServiceTable services =
                new ServiceTable(CodecTable.standard().with(new RecordPayload()))
                        .bind("open", Open.class, open)
                        .bind("closed", Closed.class, closed)
                        .bind("raw", "echo", (call, request) -> request);
        Loopback.Running running =
                loopback.serve(
                        new RpcSettings(services, Loopback.BY_NAME)
                                .withLimits(
                                        RpcLimits.DEFAULT.withHandlers(
                                                RpcLimits.Handlers.UNLIMITED)),
                        0);
        connection = loopback.connect(running.address());
    }

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    @Test
    void gadgets_of_fory_are_refused_one_after_another() throws Exception {
        Map<String, byte[]> payloads = Gadgets.payloads(2);
        for (byte[] payload : payloads.values()) {
            refused("open", "take", ForyPayload.NUMBER, payload);
        }
        assertThat(Tripwire.sprung()).isEmpty();
        assertThat(begun).hasValue(0);
    }

    @Test
    void json_that_is_not_what_it_seems_is_refused() throws Exception {
        for (String text :
                new String[] {
                    "",
                    "{",
                    "[1",
                    "[[[[" + "[".repeat(100_000),
                    "{\"name\":\"a\",\"name\":\"b\"}",
                    "[\"a\",[NaN]]",
                    "[\"a\",[1e1000000000]]",
                    "[\"a\",[1]] trailing"
                }) {
            byte[] payload = text.getBytes(StandardCharsets.UTF_8);
            refused("closed", "count", JsonPayload.NUMBER, payload);
        }
        assertThat(begun).hasValue(0);
    }

    @Test
    void bytes_that_are_no_records_are_refused() throws Exception {
        for (byte[] payload :
                new byte[][] {
                    {}, {5}, {-1, -1, -1, -1, 7}, {1, 'a', -1, -1, -1, -1, 7}, {1, 'a', 0, 0}
                }) {
            refused("closed", "count", RecordPayload.NUMBER, payload);
        }
        assertThat(begun).hasValue(0);
    }

    private void refused(String service, String method, int codec, byte[] payload)
            throws Exception {
        RpcMethod called = new RpcMethod(service, method, codec, false);
        assertThatThrownBy(() ->
                        connection
                                .call(called, payload, CallOptions.DEFAULT)
                                .get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(Rejected.class)
                .extracting(cause -> ((Rejected) cause).code())
                .isEqualTo("rpc.bad-payload");
        assertThat(
                        connection
                                .call(ECHO, new byte[] {1}, CallOptions.DEFAULT)
                                .get(20, TimeUnit.SECONDS))
                .containsExactly(1);
        assertThat(connection.isReady()).isTrue();
    }
}
