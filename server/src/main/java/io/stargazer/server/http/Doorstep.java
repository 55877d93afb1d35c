package io.stargazer.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.stargazer.rpc.tls.Threshold;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that do not bring the head of a first request in time, however slowly they
 * drip (slow loris): Vert.x, which speaks two protocols on this port, has no connection to watch
 * before it knows which. Sits on the listening channel and puts a guest in front of each accepted
 * one, who leaves with the first blank line. Under TLS the guest first looks who knocks, and then
 * waits behind the decryption for that line.
 */
@Sharable
final class Doorstep extends ChannelInboundHandlerAdapter {

    /** What Vert.x calls its handler of TLS, there before the first byte comes. */
    private static final String DECRYPTION = "ssl";

    private final Duration patience;
    private final boolean isSecure;

    Doorstep(Duration patience, boolean isSecure) {
        this.patience = patience;
        this.isSecure = isSecure;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        if (accepted instanceof Channel connection) {
            long untilNs = System.nanoTime() + patience.toNanos();
            connection.pipeline().addFirst(new Threshold(isSecure), new Guest(untilNs, isSecure));
        }
        context.fireChannelRead(accepted);
    }

    private static final class Guest extends ChannelInboundHandlerAdapter {

        private final long untilNs;
        private final boolean isOutside;
        private @Nullable Future<?> end;
        private boolean atLineStart;

        /**
         * @param isOutside whether it stands before the decryption
         */
        Guest(long untilNs, boolean isOutside) {
            this.untilNs = untilNs;
            this.isOutside = isOutside;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            end =
                    context.executor()
                            .schedule(
                                    () -> context.close(),
                                    untilNs - System.nanoTime(),
                                    TimeUnit.NANOSECONDS);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            if (end != null) {
                end.cancel(false);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (isOutside) {
                context.pipeline().addAfter(DECRYPTION, null, new Guest(untilNs, false));
                context.pipeline().remove(this);
            } else if (message instanceof ByteBuf bytes && endsHead(bytes)) {
                context.pipeline().remove(this);
            }
            context.fireChannelRead(message);
        }

        /** A blank line ends the head of HTTP/1, and the preface of HTTP/2 as well. */
        private boolean endsHead(ByteBuf bytes) {
            for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
                byte next = bytes.getByte(i);
                if (next == '\n' && atLineStart) {
                    return true;
                }
                if (next != '\r') {
                    atLineStart = next == '\n';
                }
            }
            return false;
        }
    }
}
