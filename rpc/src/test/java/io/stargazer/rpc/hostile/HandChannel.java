package io.stargazer.rpc.hostile;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A channel without a socket on a {@link HandLoop}. */
public final class HandChannel extends EmbeddedChannel {

    private final HandLoop hand;

    public HandChannel(HandLoop hand, ByteBufAllocator allocator) throws Exception {
        super(DefaultChannelId.newInstance(), false, false);
        this.hand = hand;
        config().setAllocator(allocator);
        register();
        hand.turn();
    }

    /** Both ends are of one host, so a ring may be asked for. */
    @Override
    protected SocketAddress localAddress0() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);
    }

    @Override
    public EventLoop eventLoop() {
        // The constructor above us asks before there is one.
        return hand == null ? super.eventLoop() : hand;
    }

    /** What a read from the socket brings; nothing when it is closed. */
    public void arrive(byte[] bytes, int from, int to) {
        if (isOpen()) {
            ByteBuf read = alloc().buffer(Math.max(1, to - from));
            pipeline().fireChannelRead(read.writeBytes(bytes, from, to - from));
            pipeline().fireChannelReadComplete();
        }
        hand.turn();
    }

    /** Adds the text that was written since, and releases its buffers. */
    public void drainTo(StringBuilder text) {
        Object written;
        while ((written = readOutbound()) != null) {
            text.append(((ByteBuf) written).toString(StandardCharsets.ISO_8859_1));
            ReferenceCountUtil.release(written);
        }
    }

    /** Adds the frames that were written since, and releases their buffers. */
    public void drainTo(FrameStream frames) {
        Object written;
        while ((written = readOutbound()) != null) {
            ByteBuf buffer = (ByteBuf) written;
            byte[] bytes = new byte[buffer.readableBytes()];
            buffer.readBytes(bytes);
            ReferenceCountUtil.release(buffer);
            frames.add(bytes, 0, bytes.length);
        }
    }

    /** Closes as when the cable is cut, and throws what a handler has thrown. */
    public void cut() {
        var unused = close();
        hand.turn();
        checkException();
    }

    /** Messages that went through to the end of the pipeline, where nobody waits for them. */
    public List<Object> strays() {
        return List.copyOf(inboundMessages());
    }
}
