package io.stargazer.rpc.ring;

import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a provider offers a caller of its host: memory, and for a moment a file by which the caller
 * finds it. A {@link RingDoor} waits for the caller's answer.
 */
public record RingOffer(Path path, RingMemory memory) {

    private static final Logger LOG = LoggerFactory.getLogger(RingOffer.class);

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
            return RingFile.make(settings);
        } catch (IOException | RuntimeException | InternalError e) {
            // Whatever a file system throws: the caller waits for an answer.
            LOG.warn(
                    "no memory to share in {}, so the socket is used: {}",
                    settings.folder(),
                    e.toString());
            return null;
        }
    }

    /** From now on only who has mapped it has it. */
    void forgetName() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("{} stays behind until a later offer sweeps it away: {}", path, e.toString());
        }
    }

    /** Nobody has taken it. */
    public void withdraw() {
        forgetName();
        memory.unmap();
    }
}
