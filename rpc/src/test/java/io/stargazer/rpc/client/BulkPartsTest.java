package io.stargazer.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.bulk.BulkRequests;
import io.stargazer.rpc.hostile.Script;
import io.stargazer.rpc.wire.FrameReader;
import io.stargazer.rpc.wire.FrameType;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-6: parts of bulk calls wait for ids, but not for ever and not without bound. */
@Timeout(20)
class BulkPartsTest {

    private static final RpcMethod METHOD = RpcMethod.raw("raw", "method");
    private static final int IDS = 14;
    private static final byte[] CANCELLED = {8, 1, 'c', 1, 's'};

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ClientConnection wire =
            new ClientConnection(
                    channel, RpcLimits.DEFAULT.withMaxConcurrentCalls(16), CallObserver.NONE);

    BulkPartsTest() {
        channel.pipeline().addLast(new FrameReader(wire, 1 << 20));
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        channel.checkException();
    }

    private BulkCall start(long deadlineNs) {
        BulkRequests most = new BulkRequests();
        for (int part = 0; part < BulkRequests.MAX_SIZE; part++) {
            most.add(new byte[0]);
        }
        CallTerms terms = new CallTerms(deadlineNs, Metadata.EMPTY, null);
        BulkCall call = new BulkCall(wire, METHOD, most, terms, System.nanoTime());
        assertThat(wire.submit(call)).isTrue();
        channel.runPendingTasks();
        return call;
    }

    private void endSent() {
        for (int id = 1; id <= IDS; id++) {
            channel.writeInbound(
                    Unpooled.wrappedBuffer(
                            Script.frame(FrameType.ERROR.number(), 0, id, CANCELLED)));
        }
    }

    @Test
    void parts_of_a_call_that_was_too_late_wait_no_longer() throws Exception {
        for (int at = 0; at < 6; at++) {
            BulkCall late = start(System.nanoTime() + Duration.ofMillis(20).toNanos());
            Loopback.await(
                    "it is too late",
                    () -> {
                        channel.runPendingTasks();
                        return late.isDone();
                    });
            assertThat(late.join().failure(0)).isInstanceOf(Unavailable.DeadlineExceeded.class);
            endSent();
        }
        assertThat(start(CallContext.NO_DEADLINE)).isNotDone();
    }

    @Test
    void parts_of_a_cancelled_call_wait_no_longer() throws Exception {
        for (int at = 0; at < 6; at++) {
            BulkCall dropped = start(CallContext.NO_DEADLINE);
            assertThat(dropped.cancel(true)).isTrue();
            channel.runPendingTasks();
            endSent();
        }
        assertThat(start(CallContext.NO_DEADLINE)).isNotDone();
    }
}
