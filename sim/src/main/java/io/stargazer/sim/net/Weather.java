package io.stargazer.sim.net;

import java.time.Duration;

/**
 * What the network does to messages between servers, each probability per message.
 *
 * @param lost it never arrives
 * @param twice it arrives twice, at two moments
 * @param slowest the longest that one takes: within it, any overtakes any
 */
public record Weather(double lost, double twice, Duration slowest) {

    /** A network on a good day. */
    public static final Weather FINE = new Weather(0, 0, Duration.ofMillis(1));
}
