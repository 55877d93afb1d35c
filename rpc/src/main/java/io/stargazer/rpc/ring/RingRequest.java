package io.stargazer.rpc.ring;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's attempt to take the ring that a provider offers. Whatever does not work out leaves the
 * connection on its socket. Event loop only, but for the opening of the file, which may block.
 */
public final class RingRequest {

    private static final Logger LOG = LoggerFactory.getLogger(RingRequest.class);

    private final RingMemory memory;

    private RingRequest(RingMemory memory) {
        this.memory = memory;
    }

    /**
     * Maps the file that the provider has named away from the event loop, then goes on there.
     *
     * @param then given the request, or null when that is not possible
     */
    public static void open(
            Channel channel, String path, FastPath settings, Consumer<@Nullable RingRequest> then) {
        Thread unused =
                Thread.ofVirtual()
                        .name("rpc-ring-request")
                        .start(() -> {
                            RingRequest opened = tryOpen(path, settings);
                            try {
                                channel.eventLoop().execute(() -> then.accept(opened));
                            } catch (RejectedExecutionException ended) {
                                if (opened != null) {
                                    opened.giveUp();
                                }
                            }
                        });
    }

    private static @Nullable RingRequest tryOpen(String path, FastPath settings) {
        try {
            return new RingRequest(RingFile.open(Path.of(path), settings.folder()));
        } catch (IOException | RuntimeException | InternalError e) {
            LOG.warn(
                    "the ring that was offered cannot be used, so the socket is: {}", e.toString());
            return null;
        }
    }

    /** Shows the provider that we see the same memory. */
    public void ask(ChannelHandlerContext context) {
        var unused = context.writeAndFlush(RingUpgrade.frame(context.channel(), memory.nonce()));
    }

    /** Whether the provider's answer is whole. */
    public boolean isAnswered(ByteBuf in) {
        return !RingUpgrade.begins(in, 1) || RingUpgrade.isWhole(in, 1);
    }

    /**
     * Reads the answer.
     *
     * @return what carries the bytes from here on; null for the socket
     */
    public @Nullable RingPipe read(ByteBuf in) {
        boolean taken = RingUpgrade.begins(in, 1) && RingUpgrade.read(in, 1)[0] == 1;
        if (!taken) {
            memory.unmap();
            return null;
        }
        return new RingPipe(memory, RingMemory.TO_CLIENT, RingMemory.TO_PROVIDER);
    }

    /** The connection ended before the answer came. */
    public void giveUp() {
        memory.unmap();
    }
}
