package io.stargazer.rpc.ring;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Carries a connection's bytes through shared memory instead of through its socket. The handlers
 * behind it notice nothing: what is written fills the ring, what does not fit waits and makes the
 * channel unwritable as a full socket would, what the other side wrote is read. The socket stays
 * open: a byte on it wakes a side that sleeps, and its end is the end of the connection, after what
 * is left in the ring. Event loop only.
 */
public final class RingPipe extends ChannelDuplexHandler {

    /** Among the handlers of a channel. */
    public static final String NAME = "stargazer-ring";

    private static final int CHUNK_BYTES = 64 << 10;

    /** Then the loop looks after its other connections. */
    private static final int CHUNKS_AT_ONCE = 16;

    /** Which of Netty's user-defined reasons for being unwritable is ours. */
    private static final int WRITABILITY = 1;

    private static final ByteBuf DOORBELL =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(1).writeByte(1)).asReadOnly();

    /** What did not fit yet. */
    private record Waiting(ByteBuf bytes, ChannelPromise promise) {}

    private final RingMemory memory;
    private final RingReader reader;
    private final RingWriter writer;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Ring ring = new Ring();
    private long waitingBytes;
    private boolean full;
    private boolean ringing;
    private boolean broken;
    private @Nullable ByteBuf chunk;
    private @Nullable ChannelHandlerContext context;
    private @Nullable IoRegistration registration;

    /**
     * An end of a ring.
     *
     * @param reading the direction that this side reads
     */
    RingPipe(RingMemory memory, int reading, int writing) {
        this.memory = memory;
        this.reader = new RingReader(memory, reading);
        this.writer = new RingWriter(memory, writing);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        registration = ((IoEventLoop) added.channel().eventLoop()).register(ring).getNow();
    }

    @Override
    public void write(ChannelHandlerContext to, Object message, ChannelPromise promise) {
        if (context == null || broken || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        try {
            if (waiting.isEmpty()) {
                writer.copy(bytes);
            }
        } catch (RingViolation violation) {
            bytes.release();
            promise.tryFailure(violation);
            broke(to, violation);
            return;
        }
        if (waiting.isEmpty() && !bytes.isReadable()) {
            written(bytes, promise);
        } else {
            waiting.add(new Waiting(bytes, promise));
            waits(to, bytes.readableBytes());
        }
    }

    private void written(ByteBuf bytes, ChannelPromise promise) {
        bytes.release();
        if (!promise.isVoid()) {
            publish();
            promise.trySuccess();
        }
    }

    private void publish() {
        if (writer.publish()) {
            wakePeer();
        }
    }

    @Override
    public void flush(ChannelHandlerContext to) {
        if (context == null || broken) {
            return;
        }
        try {
            push(to);
            publish();
        } catch (RingViolation violation) {
            broke(to, violation);
        }
    }

    /** Copies what waits, as far as there is room. */
    private void push(ChannelHandlerContext to) throws RingViolation {
        Waiting first;
        while ((first = waiting.peek()) != null) {
            int before = first.bytes().readableBytes();
            writer.copy(first.bytes());
            waits(to, first.bytes().readableBytes() - before);
            if (!first.bytes().isReadable()) {
                waiting.remove();
                written(first.bytes(), first.promise());
            } else {
                publish();
                if (writer.awaitRoom()) {
                    return;
                }
            }
        }
    }

    private void waits(ChannelHandlerContext to, int bytes) {
        waitingBytes += bytes;
        boolean isFull =
                waitingBytes
                        > (full
                                ? to.channel().config().getWriteBufferLowWaterMark()
                                : to.channel().config().getWriteBufferHighWaterMark());
        ChannelOutboundBuffer out = to.channel().unsafe().outboundBuffer();
        if (isFull != full && out != null) {
            full = isFull;
            out.setUserDefinedWritability(WRITABILITY, !isFull);
        }
    }

    /** One byte at a time: while it is under way it will wake the other side anyhow. */
    private void wakePeer() {
        ChannelHandlerContext here = context;
        if (here != null && !ringing) {
            ringing = true;
            here.writeAndFlush(DOORBELL.duplicate()).addListener(sent -> ringing = false);
        }
    }

    /** The doorbell. */
    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        ReferenceCountUtil.release(message);
        boolean unused = ring.poll();
    }

    /** What was read through the ring is complete already. */
    @Override
    public void channelReadComplete(ChannelHandlerContext from) {}

    private boolean move(ChannelHandlerContext here) throws RingViolation {
        boolean moved = false;
        if (!waiting.isEmpty() && writer.room() > 0) {
            push(here);
            publish();
            moved = true;
        }
        if (reader.available() > 0) {
            read(here, CHUNKS_AT_ONCE);
            here.fireChannelReadComplete();
            moved = true;
        }
        return moved;
    }

    private void read(ChannelHandlerContext here, int chunks) throws RingViolation {
        for (int left = chunks; left > 0 && context != null; left--) {
            int bytes = Math.min(reader.available(), CHUNK_BYTES);
            if (bytes == 0) {
                return;
            }
            ByteBuf to = chunk(here);
            reader.copy(to, bytes);
            if (reader.release()) {
                wakePeer();
            }
            here.fireChannelRead(to.retain());
        }
    }

    /** The same buffer again, unless somebody kept it. */
    private ByteBuf chunk(ChannelHandlerContext here) {
        ByteBuf last = chunk;
        if (last != null && last.refCnt() == 1) {
            return last.clear();
        }
        if (last != null) {
            last.release();
        }
        ByteBuf fresh = here.alloc().directBuffer(CHUNK_BYTES, CHUNK_BYTES);
        chunk = fresh;
        return fresh;
    }

    private void broke(ChannelHandlerContext here, RingViolation violation) {
        broken = true;
        here.fireExceptionCaught(violation);
    }

    /** The other side may have said something before it went, such as why. */
    private void readRest(ChannelHandlerContext here) {
        if (context == null || broken) {
            return;
        }
        try {
            read(here, memory.ringBytes() / CHUNK_BYTES + 1);
            here.fireChannelReadComplete();
        } catch (RingViolation violation) {
            broke(here, violation);
        }
    }

    /** A side that ends with doorbells unread resets the socket; that is an end like any other. */
    @Override
    public void exceptionCaught(ChannelHandlerContext here, Throwable cause) {
        readRest(here);
        here.fireExceptionCaught(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext here) {
        readRest(here);
        end();
        here.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext here) {
        end();
    }

    private void end() {
        if (context == null) {
            return;
        }
        context = null;
        if (registration != null) {
            registration.cancel();
        }
        for (Waiting each : waiting) {
            each.bytes().release();
            each.promise().tryFailure(new ClosedChannelException());
        }
        waiting.clear();
        if (chunk != null) {
            chunk.release();
        }
        memory.unmap();
    }

    /** As the event loop sees it. */
    private final class Ring implements Polled {

        @Override
        public boolean poll() {
            ChannelHandlerContext here = context;
            if (here == null || broken) {
                return false;
            }
            try {
                return move(here);
            } catch (RingViolation violation) {
                broke(here, violation);
                return true;
            }
        }

        @Override
        public boolean fallAsleep() {
            ChannelHandlerContext here = context;
            if (here == null || broken) {
                return true;
            }
            try {
                return reader.fallAsleep();
            } catch (RingViolation violation) {
                broke(here, violation);
                return false;
            }
        }

        @Override
        public void wakeUp() {
            if (context != null) {
                reader.wakeUp();
            }
        }

        @Override
        public void close() {
            end();
        }
    }
}
