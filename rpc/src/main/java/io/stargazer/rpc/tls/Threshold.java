package io.stargazer.rpc.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.PromiseNotifier;
import java.util.concurrent.TimeUnit;

/**
 * Stands first on an accepted connection, until it is clear that both sides speak TLS, or both do
 * not: the first byte tells. Whoever speaks the one on a port for the other gets an answer instead
 * of silence. And whoever is turned away hears why: a connection that is closed at once, while the
 * other still sends, loses what was said last.
 */
public final class Threshold extends ChannelDuplexHandler {

    /** Of a TLS record that begins a handshake (RFC 8446 5.1); no line of HTTP begins so. */
    private static final byte HANDSHAKE = 22;

    /** How long the other has to hear why it is turned away, and to close. */
    private static final long FAREWELL_MS = 1_000;

    private static final String NEEDS_TLS =
            answer(
                    "This port speaks TLS only",
                    "tls.needed",
                    "this port speaks TLS only: use https://");
    private static final String KNOWS_NO_TLS =
            answer(
                    "This port does not speak TLS",
                    "tls.unknown",
                    "this port does not speak TLS: use http://");

    private final boolean isSecure;
    private boolean isBegun;
    private boolean isOver;

    /**
     * @param isSecure whether the port speaks TLS
     */
    public Threshold(boolean isSecure) {
        this.isSecure = isSecure;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (isOver) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (!isBegun && message instanceof ByteBuf bytes && bytes.isReadable()) {
            isBegun = true;
            if ((bytes.getByte(bytes.readerIndex()) == HANDSHAKE) != isSecure) {
                bytes.release();
                refuse(context);
                return;
            }
            leaveInTime(context);
        }
        context.fireChannelRead(message);
    }

    private void leaveInTime(ChannelHandlerContext context) {
        SslHandler handshake = context.pipeline().get(SslHandler.class);
        if (handshake == null) {
            context.pipeline().remove(this);
            return;
        }
        handshake
                .handshakeFuture()
                .addListener(done -> {
                    if (done.isSuccess() && !context.isRemoved()) {
                        context.pipeline().remove(this);
                    }
                });
    }

    private void refuse(ChannelHandlerContext context) {
        String sentence = isSecure ? NEEDS_TLS : KNOWS_NO_TLS;
        var unused = context.write(ByteBufUtil.writeAscii(context.alloc(), sentence));
        close(context, context.newPromise());
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (!isBegun) {
            context.close(promise);
            return;
        }
        if (!promise.isVoid()) {
            context.channel().closeFuture().addListener(new PromiseNotifier<>(false, promise));
        }
        if (isOver) {
            return;
        }
        isOver = true;
        context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(
                        (ChannelFutureListener)
                                flushed -> {
                                    if (flushed.isSuccess()
                                            && flushed.channel() instanceof DuplexChannel channel) {
                                        channel.shutdownOutput();
                                    }
                                });
        var unused =
                context.executor()
                        .schedule(
                                () -> context.close(context.newPromise()),
                                FAREWELL_MS,
                                TimeUnit.MILLISECONDS);
    }

    private static String answer(String reason, String code, String sentence) {
        String body =
                "{\"status\":\"INVALID_ARGUMENT\",\"code\":\"%s\",\"message\":\"%s\"}\n"
                        .formatted(code, sentence);
        return "HTTP/1.1 400 %s\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s"
                .formatted(reason, body.length(), body);
    }
}
