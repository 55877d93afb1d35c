package io.stargazer.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that do not bring the head of a first request in time, however slowly they
 * drip (slow loris): Vert.x, which speaks two protocols on this port, has no connection to watch
 * before it knows which. Sits on the listening channel and puts a guest in front of each accepted
 * one, who leaves with the first blank line.
 */
@Sharable
final class Doorstep extends ChannelInboundHandlerAdapter {

    private final Duration patience;

    Doorstep(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        if (accepted instanceof Channel connection) {
            connection.pipeline().addFirst(new Guest(patience));
        }
        context.fireChannelRead(accepted);
    }

    private static final class Guest extends ChannelInboundHandlerAdapter {

        private final Duration patience;
        private @Nullable Future<?> end;
        private boolean atLineStart;

        Guest(Duration patience) {
            this.patience = patience;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            end =
                    context.executor()
                            .schedule(
                                    () -> context.close(),
                                    patience.toMillis(),
                                    TimeUnit.MILLISECONDS);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            if (end != null) {
                end.cancel(false);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes && endsHead(bytes)) {
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
