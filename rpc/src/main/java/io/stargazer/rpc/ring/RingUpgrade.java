package io.stargazer.rpc.ring;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.IoEventLoop;
import io.netty.handler.ssl.SslHandler;
import io.stargazer.rpc.loop.Polled;
import java.net.InetSocketAddress;

/**
 * How two sides agree on a ring, see {@code docs/rpc-protocol.md}: the client's upgrade request
 * asks, the provider's 101 names a file, the client's first frame shows what is written in it, and
 * the provider's answer says whether everything from here on goes through it.
 */
public final class RingUpgrade {

    /** In a request, the version of the layout that is asked for; in a 101, the file's path. */
    public static final String HEADER = "Stargazer-Rpc-Ring";

    public static final String VERSION = "1";

    static final int FRAME_TYPE = 15;

    private static final int HEAD_BYTES = 10;

    private RingUpgrade() {}

    /**
     * Whether this side would like a ring on this channel: it is set so, the host is ours, and
     * nobody wants to have encrypted what travels.
     */
    public static boolean isWanted(Channel channel, FastPath settings) {
        return settings.hasRing()
                && channel.pipeline().get(SslHandler.class) == null
                && channel.eventLoop() instanceof IoEventLoop loop
                && loop.isCompatible(Polled.class)
                && channel.localAddress() instanceof InetSocketAddress here
                && channel.remoteAddress() instanceof InetSocketAddress there
                && isSameHost(here, there);
    }

    /** A host that calls itself does so under one address, unless it is the loopback's. */
    private static boolean isSameHost(InetSocketAddress here, InetSocketAddress there) {
        return here.getAddress().equals(there.getAddress())
                || (here.getAddress().isLoopbackAddress()
                        && there.getAddress().isLoopbackAddress());
    }

    static ByteBuf frame(Channel channel, byte[] body) {
        ByteBuf frame = channel.alloc().buffer(HEAD_BYTES + body.length);
        frame.writeInt(HEAD_BYTES - 4 + body.length).writeByte(FRAME_TYPE).writeByte(0).writeInt(0);
        return frame.writeBytes(body);
    }

    /** Whether so many bytes are there that a RING frame with such a body would be whole. */
    static boolean isWhole(ByteBuf in, int bodyBytes) {
        return in.readableBytes() >= HEAD_BYTES + bodyBytes;
    }

    /** Whether a RING frame with a body of that size begins here, as far as can be told yet. */
    static boolean begins(ByteBuf in, int bodyBytes) {
        int at = in.readerIndex();
        boolean rightLength = in.readableBytes() < 4 || in.getInt(at) == HEAD_BYTES - 4 + bodyBytes;
        return rightLength && (in.readableBytes() < 5 || in.getByte(at + 4) == FRAME_TYPE);
    }

    /** The body of a whole RING frame, which is skipped. */
    static byte[] read(ByteBuf in, int bodyBytes) {
        byte[] body = new byte[bodyBytes];
        in.skipBytes(HEAD_BYTES).readBytes(body);
        return body;
    }
}
