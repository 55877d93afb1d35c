package io.stargazer.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RP-6: what waits to be written leaves whole and in order, and is bounded by bytes. */
class OutboxTest {

    private static final long MOST_WAITING = 1000;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Outbox out = new Outbox(channel, new MpscUnboundedArrayQueue<>(16), MOST_WAITING);
    private final List<String> abandoned = new ArrayList<>();

    /** Writes a frame with this call id. */
    private record Numbered(int id, int bytes, List<String> abandoned) implements Outgoing {
        @Override
        public void write(Outbox out) {
            out.frame(FrameType.RESPONSE, id, new byte[bytes]);
        }

        @Override
        public void abandon(String reason) {
            abandoned.add(id + " " + reason);
        }
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private Numbered numbered(int id, int bytes) {
        return new Numbered(id, bytes, abandoned);
    }

    /** The call ids of what was flushed since the last time. */
    private List<Integer> sent() {
        List<Integer> ids = new ArrayList<>();
        ByteBuf all = Unpooled.buffer();
        ByteBuf next;
        while ((next = channel.readOutbound()) != null) {
            all.writeBytes(next);
            next.release();
        }
        while (all.isReadable()) {
            int end = all.readInt() + all.readerIndex();
            ids.add(all.skipBytes(2).readInt());
            all.readerIndex(end);
        }
        return ids;
    }

    @Test
    void what_is_submitted_leaves_in_order_once_the_loop_comes_to_it() {
        assertThat(out.submit(numbered(1, 5))).isTrue();
        assertThat(out.submit(numbered(2, 0))).isTrue();
        assertThat(sent()).isEmpty();
        channel.runPendingTasks();
        assertThat(sent()).containsExactly(1, 2);
    }

    @Test
    void in_a_burst_it_is_written_at_once_and_flushed_at_the_end() {
        out.beginBurst();
        out.submit(numbered(1, 5));
        out.frame(FrameType.END, 2);
        out.submit(numbered(3, 5));
        out.flush();
        assertThat(sent()).isEmpty();
        out.drainAndFlush();
        assertThat(sent()).containsExactly(1, 2, 3);
    }

    @Test
    void nothing_overtakes_what_waits() {
        out.submit(numbered(1, 5));
        out.beginBurst();
        out.submit(numbered(2, 5));
        out.drainAndFlush();
        assertThat(sent()).containsExactly(1, 2);
    }

    @Test
    void nothing_is_written_into_an_open_frame() {
        out.beginBurst();
        ByteBuf body = out.begin(FrameType.RESPONSE, 0, 1);
        out.submit(numbered(2, 5));
        body.writeBytes(new byte[3]);
        out.end();
        out.drainAndFlush();
        assertThat(sent()).containsExactly(1, 2);
    }

    @Test
    void what_waits_is_bounded_by_bytes_and_a_lone_giant_is_let_in() {
        assertThat(out.submit(numbered(1, 5000))).isTrue();
        assertThat(out.submit(numbered(2, 200))).isFalse();
        assertThat(out.submit(numbered(3, 1))).as("too small to count").isTrue();
        channel.runPendingTasks();
        assertThat(sent()).containsExactly(1, 3);
        assertThat(out.submit(numbered(4, 600))).isTrue();
        assertThat(out.submit(numbered(5, 600))).isFalse();
        assertThat(out.submit(numbered(6, 400))).isTrue();
        assertThat(out.submit(numbered(7, 200))).isFalse();
        out.close("enough");
        assertThat(out.submit(numbered(8, 600))).as("room again").isTrue();
        channel.runPendingTasks();
        assertThat(abandoned).containsExactly("4 enough", "6 enough", "8 enough");
    }

    @Test
    void after_the_close_nothing_leaves_and_everything_is_abandoned() {
        out.beginBurst();
        out.frame(FrameType.END, 1);
        out.close("enough");
        out.frame(FrameType.END, 2);
        out.submit(numbered(3, 5));
        out.drainAndFlush();
        assertThat(channel.isOpen()).isFalse();
        out.closed("the socket is gone");
        out.submit(numbered(4, 5));
        channel.runPendingTasks();
        assertThat(sent()).containsExactly(1);
        assertThat(abandoned).containsExactly("3 enough", "4 enough");
    }

    /** Begins a frame and does not end it. */
    private static final class Broken implements Outgoing {
        @Override
        public void write(Outbox out) {
            out.begin(FrameType.RESPONSE, 0, 9).writeInt(1);
            throw new IllegalStateException("broken");
        }

        @Override
        public void abandon(String reason) {}
    }

    @Test
    void one_that_cannot_be_written_holds_nobody_back_and_leaves_nothing_behind() {
        out.submit(numbered(1, 5));
        out.submit(new Broken());
        out.submit(numbered(2, 5));
        channel.runPendingTasks();
        assertThatThrownBy(channel::checkException).hasMessage("broken");
        channel.runPendingTasks();
        assertThat(sent()).containsExactly(1, 2);
        out.submit(numbered(3, 5));
        channel.runPendingTasks();
        assertThat(sent()).containsExactly(3);
        out.beginBurst();
        out.submit(numbered(4, 5));
        out.drainAndFlush();
        assertThat(sent()).containsExactly(4);
    }

    @Test
    void after_the_end_of_the_loop_everything_is_abandoned_at_once() throws Exception {
        EventLoopGroup ended = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
        Channel orphan =
                new Bootstrap()
                        .group(ended)
                        .channel(LocalChannel.class)
                        .handler(new ChannelInboundHandlerAdapter())
                        .register()
                        .sync()
                        .channel();
        ended.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        Outbox late = new Outbox(orphan, new MpscUnboundedArrayQueue<>(16), MOST_WAITING);
        late.submit(numbered(1, 5));
        late.submit(numbered(2, 5));
        assertThat(abandoned)
                .containsExactly("1 the event loop has ended", "2 the event loop has ended");
    }

    @Test
    void frames_of_any_size_leave_whole_and_in_order() {
        Random random = new Random(7);
        List<Integer> written = new ArrayList<>();
        List<Integer> left = new ArrayList<>();
        for (int id = 1; id <= 2000; id++) {
            int bytes = random.nextInt(10) == 0 ? random.nextInt(100_000) : random.nextInt(300);
            switch (random.nextInt(4)) {
                case 0 -> out.frame(FrameType.RESPONSE, id, new byte[bytes]);
                case 1 -> {
                    out.begin(FrameType.RESPONSE, 0, id).writeBytes(new byte[bytes / 2]);
                    out.end(new byte[bytes / 2]);
                }
                case 2 -> {
                    out.begin(FrameType.ITEM, 0, id);
                    out.end(Unpooled.wrappedBuffer(new byte[bytes]));
                }
                default -> out.frame(FrameType.END, id);
            }
            written.add(id);
            if (random.nextInt(50) == 0) {
                out.drainAndFlush();
                left.addAll(sent());
            }
        }
        out.drainAndFlush();
        left.addAll(sent());
        assertThat(left).isEqualTo(written);
    }
}
