package io.stargazer.rpc.ring;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.util.ReferenceCountUtil;
import io.stargazer.rpc.loop.Polled;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Carries a connection's bytes through shared memory instead of through its socket; the handlers
 * behind it notice nothing. The socket stays open: a byte on it wakes a side that sleeps, so it
 * must be read at all times, and its end is the end of the connection, after what is left in the
 * ring. A side that finds impossible positions says so to the next handler and uses that direction
 * no more. Event loop only.
 *
 * <p>A provider's pipe reads nothing while too much waits to be written, so that who does not read
 * its answers gets no more of them. A caller's reads on, or both would wait for each other.
 */
public final class RingPipe extends ChannelDuplexHandler {

    /** Among the handlers of a channel. */
    public static final String NAME = "stargazer-ring";

    private static final int CHUNK_BYTES = 64 << 10;

    /** Then the loop looks after its other connections. */
    private static final int CHUNKS_AT_ONCE = 16;

    private static final ByteBuf DOORBELL =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(1).writeByte(1));

    /** What there is while the channel lives. */
    private record Open(
            ChannelHandlerContext context, RingOutlet outlet, IoRegistration registration) {}

    private final RingMemory memory;
    private final RingReader reader;
    private final int writing;
    private @Nullable Open open;
    private @Nullable ByteBuf chunk;
    private boolean pausesWhenFull;
    private boolean unreadable;
    private boolean ringing;

    /**
     * One end.
     *
     * @param reading the direction that this side reads
     * @param writing the other one
     */
    RingPipe(RingMemory memory, int reading, int writing) {
        this.memory = memory;
        this.reader = new RingReader(memory, reading);
        this.writing = writing;
        this.pausesWhenFull = reading == RingMemory.TO_PROVIDER;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        RingOutlet outlet =
                new RingOutlet(
                        context.channel(),
                        new RingWriter(memory, writing),
                        () -> wakePeer(context));
        IoEventLoop loop = (IoEventLoop) context.channel().eventLoop();
        open = new Open(context, outlet, loop.register(new Ring()).getNow());
    }

    /** One byte at a time: while it is under way it will wake the other side anyhow. */
    private void wakePeer(ChannelHandlerContext context) {
        if (!ringing) {
            ringing = true;
            context.writeAndFlush(DOORBELL.duplicate()).addListener(sent -> ringing = false);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (open == null || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new IllegalStateException("the ring takes bytes, while it lasts"));
            return;
        }
        try {
            open.outlet().write(bytes, promise);
        } catch (RingViolation violation) {
            bytes.release();
            promise.tryFailure(violation);
            cannotWrite(open, violation);
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        if (open != null) {
            try {
                open.outlet().flush();
            } catch (RingViolation violation) {
                cannotWrite(open, violation);
            }
        }
    }

    private static void cannotWrite(Open in, RingViolation violation) {
        in.outlet().close();
        in.context().fireExceptionCaught(violation);
    }

    /** The doorbell. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
        boolean unused = poll();
    }

    /** What came through the ring was completed there. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {}

    private boolean poll() {
        Open now = open;
        if (now == null) {
            return false;
        }
        boolean wrote = false;
        try {
            wrote = now.outlet().goOn();
        } catch (RingViolation violation) {
            cannotWrite(now, violation);
        }
        return read(now, CHUNKS_AT_ONCE) || wrote;
    }

    private boolean read(Open from, int chunks) {
        int left = chunks;
        try {
            int ready;
            while (left > 0 && isReading() && (ready = reader.available()) > 0) {
                ByteBuf to = chunk(from.context());
                reader.copy(to, Math.min(ready, CHUNK_BYTES));
                if (reader.release()) {
                    wakePeer(from.context());
                }
                from.context().fireChannelRead(to.retain());
                left--;
            }
        } catch (RingViolation violation) {
            unreadable = true;
            from.context().fireExceptionCaught(violation);
        }
        if (left < chunks) {
            from.context().fireChannelReadComplete();
        }
        return left < chunks;
    }

    private boolean isReading() {
        Open now = open;
        return now != null && !unreadable && !(pausesWhenFull && now.outlet().isFull());
    }

    /** The same buffer again, unless somebody kept it. */
    private ByteBuf chunk(ChannelHandlerContext context) {
        ByteBuf last = chunk;
        if (last != null && last.refCnt() == 1) {
            return last.clear();
        }
        if (last != null) {
            last.release();
        }
        ByteBuf fresh = context.alloc().directBuffer(CHUNK_BYTES, CHUNK_BYTES);
        chunk = fresh;
        return fresh;
    }

    /** A side that ends with doorbells unread resets the socket; that is an end like any other. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof InternalError) || !isLost()) {
            readRest();
            context.fireExceptionCaught(cause);
        }
    }

    /** Both directions are over when the memory is gone. */
    private boolean isLost() {
        Open now = open;
        if (now == null || !memory.isCutShort()) {
            return false;
        }
        now.outlet().close();
        if (!unreadable) {
            unreadable = true;
            now.context()
                    .fireExceptionCaught(new RingViolation("the file of the ring was cut short"));
        }
        return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        readRest();
        end();
        context.fireChannelInactive();
    }

    /** The other side may have said something before it went, such as why. */
    private void readRest() {
        if (open != null) {
            pausesWhenFull = false;
            boolean unused = read(open, memory.ringBytes() / CHUNK_BYTES + 1);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end();
    }

    private void end() {
        Open was = open;
        if (was == null) {
            return;
        }
        open = null;
        boolean unused = was.registration().cancel();
        was.outlet().close();
        if (chunk != null) {
            chunk.release();
        }
        memory.unmap();
    }

    /** As the event loop sees it. */
    private final class Ring implements Polled {

        @Override
        public boolean poll() {
            return RingPipe.this.poll();
        }

        @Override
        public boolean fallAsleep() {
            if (!isReading()) {
                // A pause ends when the other side makes room, and then it rings.
                return true;
            }
            try {
                return reader.fallAsleep();
            } catch (RingViolation violation) {
                unreadable = true;
                Objects.requireNonNull(open).context().fireExceptionCaught(violation);
                return false;
            }
        }

        @Override
        public void wakeUp() {
            if (open != null && !unreadable) {
                reader.wakeUp();
            }
        }

        @Override
        public boolean isLost() {
            return RingPipe.this.isLost();
        }

        @Override
        public void close() {
            end();
        }
    }
}
