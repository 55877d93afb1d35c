package io.stargazer.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.bulk.BulkReplies;
import io.stargazer.rpc.bulk.BulkRequests;
import io.stargazer.rpc.hostile.Script;
import io.stargazer.rpc.wire.FrameReader;
import io.stargazer.rpc.wire.FrameType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

    private final FrameReader reader = new FrameReader(wire, 1 << 20);

    BulkPartsTest() {
        channel.pipeline().addLast(reader);
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
        return start(most, new CallTerms(deadlineNs, Metadata.EMPTY, null));
    }

    private void endSent() {
        for (int id = 1; id <= IDS; id++) {
            channel.writeInbound(
                    Unpooled.wrappedBuffer(
                            Script.frame(FrameType.ERROR.number(), 0, id, CANCELLED)));
        }
    }

    @Test
    void responses_in_any_order_and_of_any_size_reach_their_parts() throws Exception {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            List<BulkCall> calls = List.of(start(echoes(6)), start(echoes(7)));
            ByteBuf read = Unpooled.buffer();
            List<Integer> ids = new ArrayList<>();
            for (int id = 1; id <= 13; id++) {
                ids.add(id);
            }
            if (round % 2 == 0) {
                Collections.shuffle(ids, random);
            }
            byte[][] bodies = new byte[IDS][];
            for (int id : ids) {
                bodies[id] = new byte[random.nextInt(random.nextInt(10) == 0 ? 9000 : 80)];
                random.nextBytes(bodies[id]);
                read.writeBytes(Script.frame(FrameType.RESPONSE.number(), 0, id, bodies[id]));
            }
            List<byte[]> sent = sent();
            channel.writeInbound(read);
            assertThat(sent).hasSize(13);
            for (int at = 0; at < 13; at++) {
                BulkReplies replies = calls.get(at < 6 ? 0 : 1).getNow(null);
                int id = ByteBuffer.wrap(sent.get(at)).getInt(6);
                assertThat(replies.get(at < 6 ? at : at - 6)).isEqualTo(bodies[id]);
            }
        }
    }

    @Test
    void a_response_over_the_limit_of_a_frame_ends_the_connection_behind_another_too()
            throws Exception {
        reader.limit(1000);
        BulkCall call = start(echoes(13));
        channel.writeInbound(
                Unpooled.wrappedBuffer(
                        Script.frame(FrameType.RESPONSE.number(), 0, 1, new byte[900]),
                        Script.frame(FrameType.RESPONSE.number(), 0, 2, new byte[900]),
                        Script.frame(FrameType.RESPONSE.number(), 0, 3, new byte[1100])));
        BulkReplies replies = call.get(5, TimeUnit.SECONDS);
        assertThat(replies.get(1)).hasSize(900);
        assertThat(replies.failure(2))
                .isInstanceOf(Unavailable.Indeterminate.class)
                .hasMessageContaining("over the limit of 1000");
    }

    private static BulkRequests echoes(int count) {
        return BulkRequests.of(Collections.nCopies(count, new byte[3]));
    }

    /** The REQUEST frames that left since. */
    private List<byte[]> sent() {
        ByteBuf all = Unpooled.buffer();
        ByteBuf next;
        while ((next = channel.readOutbound()) != null) {
            all.writeBytes(next);
            next.release();
        }
        List<byte[]> frames = new ArrayList<>();
        while (all.isReadable()) {
            byte[] frame = new byte[4 + all.getInt(all.readerIndex())];
            all.readBytes(frame);
            if (frame[4] == FrameType.REQUEST.number()) {
                frames.add(frame);
            }
        }
        return frames;
    }

    private BulkCall start(BulkRequests requests) {
        CallTerms terms = new CallTerms(CallContext.NO_DEADLINE, Metadata.EMPTY, null);
        return start(requests, terms);
    }

    private BulkCall start(BulkRequests requests, CallTerms terms) {
        BulkCall call = new BulkCall(wire, METHOD, requests, terms, System.nanoTime());
        assertThat(wire.submit(call)).isTrue();
        channel.runPendingTasks();
        return call;
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
