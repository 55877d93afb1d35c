package io.stargazer.rpc.entry;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.wire.Upgrade;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks for the upgrade and waits for the 101; the bytes after it belong to the next handler. */
public final class ClientHandshake extends ByteToMessageDecoder {

    private static final int MAX_ANSWER_BYTES = 8192;

    /** Who waits for the outcome; exactly one of the two is called, once. */
    public record Outcome(Consumer<ChannelHandlerContext> upgraded, Consumer<String> failed) {}

    private final Address address;
    private final Duration patience;
    private final Outcome outcome;
    private @Nullable Future<?> timer;
    private boolean over;

    public ClientHandshake(Address address, Duration patience, Outcome outcome) {
        this.address = address;
        this.patience = patience;
        this.outcome = outcome;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        String request =
                "GET "
                        + Upgrade.PATH
                        + " HTTP/1.1\r\nHost: "
                        + address
                        + "\r\nConnection: Upgrade\r\nUpgrade: "
                        + Upgrade.PROTOCOL
                        + "\r\n"
                        + Upgrade.VERSION_HEADER
                        + ": "
                        + Upgrade.VERSION
                        + "\r\n\r\n";
        var unused = context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), request));
        timer =
                context.executor()
                        .schedule(
                                () -> fail(context, "the upgrade was not answered in time"),
                                patience.toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> parts) {
        if (over) {
            in.skipBytes(in.readableBytes());
            return;
        }
        String text = in.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            if (text.length() > MAX_ANSWER_BYTES) {
                fail(context, "the answer to the upgrade is too long");
            }
            return;
        }
        if (!text.startsWith("HTTP/1.1 101 ")) {
            fail(context, "the upgrade was refused: " + text.lines().findFirst().orElse(""));
            return;
        }
        in.skipBytes(end + 4);
        over = true;
        outcome.upgraded().accept(context);
        context.pipeline().remove(this);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        fail(context, "the connection was closed during the upgrade");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, "the connection broke during the upgrade: " + cause);
    }

    private void fail(ChannelHandlerContext context, String why) {
        if (!over) {
            over = true;
            outcome.failed().accept(why);
        }
        var unused = context.close();
    }
}
