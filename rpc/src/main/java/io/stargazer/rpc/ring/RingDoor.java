package io.stargazer.rpc.ring;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a caller stands that was offered a ring, until its first frame: one that shows the nonce of
 * the file takes the ring, any other leaves it. Only then does the connection begin, so nothing is
 * sent before both know the way. The file loses its name here, however it goes, before the caller
 * hears how. Event loop only.
 */
public final class RingDoor extends ByteToMessageDecoder {

    private static final byte[] YES = {1};
    private static final byte[] NO = {0};

    private final RingOffer offer;
    private final Duration patience;
    private final Consumer<ChannelHandlerContext> upgraded;
    private @Nullable Future<?> timer;
    private boolean taken;

    /**
     * A door that shuts after {@code patience}.
     *
     * @param upgraded puts the RPC handlers at the end of the pipeline
     */
    public RingDoor(RingOffer offer, Duration patience, Consumer<ChannelHandlerContext> upgraded) {
        this.offer = offer;
        this.patience = patience;
        this.upgraded = upgraded;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timer =
                context.executor()
                        .schedule(
                                () -> context.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> parts) {
        if (!RingUpgrade.begins(in, RingMemory.NONCE_BYTES)) {
            enter(context);
        } else if (RingUpgrade.isWhole(in, RingMemory.NONCE_BYTES)) {
            byte[] shown = RingUpgrade.read(in, RingMemory.NONCE_BYTES);
            taken = MessageDigest.isEqual(shown, offer.memory().nonce());
            // Before the answer: who reads that may rely on it.
            offer.forgetName();
            byte[] answer = taken ? YES : NO;
            var unused = context.writeAndFlush(RingUpgrade.frame(context.channel(), answer));
            enter(context);
        }
    }

    private void enter(ChannelHandlerContext context) {
        if (taken) {
            RingPipe pipe =
                    new RingPipe(offer.memory(), RingMemory.TO_PROVIDER, RingMemory.TO_CLIENT);
            context.pipeline().addLast(RingPipe.NAME, pipe);
        }
        upgraded.accept(context);
        context.pipeline().remove(this);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
        if (!taken) {
            offer.withdraw();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }
}
