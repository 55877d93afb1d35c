package io.stargazer.rpc.ring;

import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rings that a provider offers, over all connections. Memory is made before anybody has said
 * who he is, so strangers share a few of them; who comes when all are given is served on the
 * socket. A ring stops counting when its caller has logged in or is gone. Any thread.
 */
public final class RingOffers {

    /** So many at most for callers that have not logged in. */
    public static final int FOR_STRANGERS = 32;

    private final FastPath settings;
    private final Set<Channel> strangers = new HashSet<>();

    public RingOffers(FastPath settings) {
        this.settings = settings;
    }

    /** Whether this side would like a ring on this channel. */
    public boolean areWanted(Channel channel) {
        return RingUpgrade.isWanted(channel, settings);
    }

    /**
     * Makes an offer away from the event loop, then goes on there.
     *
     * @param then given the offer, or null when there can be none now
     */
    public void make(Channel channel, Consumer<@Nullable RingOffer> then) {
        if (!admit(channel)) {
            then.accept(null);
            return;
        }
        RingOffer.make(
                channel,
                settings,
                offer -> {
                    // Not before it is made: else who comes and goes would have many made at once.
                    var unused = channel.closeFuture().addListener(closed -> release(channel));
                    then.accept(offer);
                });
    }

    private synchronized boolean admit(Channel channel) {
        return strangers.size() < FOR_STRANGERS && strangers.add(channel);
    }

    /** The caller has logged in, or there is none any more. */
    public synchronized void release(Channel channel) {
        strangers.remove(channel);
    }
}
