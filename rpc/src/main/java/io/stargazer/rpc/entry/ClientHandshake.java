package io.stargazer.rpc.entry;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.ring.RingPipe;
import io.stargazer.rpc.ring.RingRequest;
import io.stargazer.rpc.ring.RingUpgrade;
import io.stargazer.rpc.wire.Upgrade;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the upgrade and waits for the 101; the bytes after it belong to the next handler. When
 * the provider offers a ring that we asked for, it is taken first.
 */
public final class ClientHandshake extends ByteToMessageDecoder {

    private static final int MAX_ANSWER_BYTES = 8192;

    /** Who waits for the outcome; exactly one of the two is called, once. */
    public record Outcome(Consumer<ChannelHandlerContext> upgraded, Consumer<String> failed) {}

    private final Address address;
    private final Duration patience;
    private final FastPath fastPath;
    private final Outcome outcome;
    private @Nullable Future<?> timer;
    private @Nullable RingRequest ring;
    private boolean opening;
    private boolean over;

    public ClientHandshake(Address address, Duration patience, FastPath fastPath, Outcome outcome) {
        this.address = address;
        this.patience = patience;
        this.fastPath = fastPath;
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
                        + (RingUpgrade.isWanted(context.channel(), fastPath)
                                ? "\r\n" + RingUpgrade.HEADER + ": " + RingUpgrade.VERSION
                                : "")
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
        } else if (ring == null) {
            if (!opening) {
                readHead(context, in);
            }
        } else if (ring.isAnswered(in)) {
            RingRequest asked = ring;
            ring = null;
            enter(context, asked.read(in));
        }
    }

    private void readHead(ChannelHandlerContext context, ByteBuf in) {
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
        boolean asked = RingUpgrade.isWanted(context.channel(), fastPath);
        String offer = asked ? header(text.substring(0, end)) : null;
        if (offer == null) {
            enter(context, null);
        } else {
            opening = true;
            RingRequest.open(context.channel(), offer, fastPath, opened -> opened(context, opened));
        }
    }

    private void opened(ChannelHandlerContext context, @Nullable RingRequest opened) {
        opening = false;
        if (over) {
            if (opened != null) {
                opened.giveUp();
            }
        } else if (opened == null) {
            enter(context, null);
        } else {
            ring = opened;
            opened.ask(context);
        }
    }

    /** The ring that the answer offers. */
    private static @Nullable String header(String head) {
        String name = RingUpgrade.HEADER + ":";
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name, 0, name.length()))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElse(null);
    }

    private void enter(ChannelHandlerContext context, @Nullable RingPipe pipe) {
        over = true;
        if (pipe != null) {
            context.pipeline().addLast(RingPipe.NAME, pipe);
        }
        outcome.upgraded().accept(context);
        context.pipeline().remove(this);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
        if (ring != null) {
            ring.giveUp();
            ring = null;
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
