package io.stargazer.rpc.ring;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider's offer of a ring, from the moment that its file exists. The caller's first frame
 * decides: one that shows the file's nonce takes the ring, any other leaves it. Then the file loses
 * its name, as it does when the connection ends before. Event loop only, but for {@link #make}.
 */
public final class RingOffer extends ByteToMessageDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(RingOffer.class);

    private static final byte[] YES = {1};
    private static final byte[] NO = {0};

    private final RingFile.Made file;
    private boolean taken;

    private RingOffer(RingFile.Made file) {
        this.file = file;
    }

    /**
     * Makes the file away from the event loop, then goes on there.
     *
     * @param then given the offer, or null when there can be none
     */
    public static void make(
            Channel channel, FastPath settings, Consumer<@Nullable RingOffer> then) {
        Thread unused =
                Thread.ofVirtual()
                        .name("rpc-ring-offer")
                        .start(() -> {
                            RingOffer made = tryMake(settings);
                            try {
                                channel.eventLoop().execute(() -> then.accept(made));
                            } catch (RejectedExecutionException ended) {
                                if (made != null) {
                                    made.withdraw();
                                }
                            }
                        });
    }

    private static @Nullable RingOffer tryMake(FastPath settings) {
        try {
            return new RingOffer(RingFile.make(settings));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("no memory to share in {}, so the socket is used: {}", settings.folder(), e);
            return null;
        }
    }

    /** What the 101 says about it. */
    public String path() {
        return file.path().toString();
    }

    /** Nobody will take it. */
    public void withdraw() {
        forgetName();
        file.memory().unmap();
    }

    private void forgetName() {
        try {
            Files.deleteIfExists(file.path());
        } catch (IOException e) {
            LOG.warn("{} stays behind until the next offer sweeps it away: {}", file.path(), e);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> parts) {
        if (!RingUpgrade.begins(in, RingMemory.NONCE_BYTES)) {
            context.pipeline().remove(this);
        } else if (RingUpgrade.isWhole(in, RingMemory.NONCE_BYTES)) {
            byte[] shown = RingUpgrade.read(in, RingMemory.NONCE_BYTES);
            taken = MessageDigest.isEqual(shown, file.memory().nonce());
            var unused =
                    context.writeAndFlush(RingUpgrade.frame(context.channel(), taken ? YES : NO));
            if (taken) {
                RingPipe pipe =
                        new RingPipe(file.memory(), RingMemory.TO_PROVIDER, RingMemory.TO_CLIENT);
                context.pipeline().addAfter(context.name(), RingPipe.NAME, pipe);
            }
            context.pipeline().remove(this);
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        if (taken) {
            forgetName();
        } else {
            withdraw();
        }
    }
}
