package io.stargazer.rpc;

import java.time.Duration;

/**
 * Every limit of a connection (RP-9). The server tells its own to the client at login.
 *
 * @param maxFrameBytes largest frame accepted, without its length field; 4 MiB
 * @param maxConcurrentCalls open calls on one connection; 4096
 * @param maxMethods methods that a client may define on one connection; 4096
 * @param maxConnections open connections of one server, 0 for no limit; 0
 * @param outgoingBytes when so much waits to be written, new calls are refused at once; 4 MiB
 * @param times how long to wait for the other side
 */
public record RpcLimits(
        int maxFrameBytes,
        int maxConcurrentCalls,
        int maxMethods,
        int maxConnections,
        int outgoingBytes,
        Times times) {

    /** Largest frame from a caller that has not logged in yet: a stranger gets little room. */
    public static final int STRANGERS_FRAME_BYTES = 16 << 10;

    public static final RpcLimits DEFAULT =
            new RpcLimits(4 << 20, 4096, 4096, 0, 4 << 20, Times.DEFAULT);

    public RpcLimits {
        atLeast("maxFrameBytes", maxFrameBytes, 1024);
        atLeast("maxConcurrentCalls", maxConcurrentCalls, 1);
        atLeast("maxMethods", maxMethods, 1);
        atLeast("maxConnections", maxConnections, 0);
        atLeast("outgoingBytes", outgoingBytes, 64 << 10);
    }

    public RpcLimits withTimes(Times changed) {
        return new RpcLimits(
                maxFrameBytes,
                maxConcurrentCalls,
                maxMethods,
                maxConnections,
                outgoingBytes,
                changed);
    }

    public RpcLimits withMaxFrameBytes(int changed) {
        return new RpcLimits(
                changed, maxConcurrentCalls, maxMethods, maxConnections, outgoingBytes, times);
    }

    public RpcLimits withMaxConcurrentCalls(int changed) {
        return new RpcLimits(
                maxFrameBytes, changed, maxMethods, maxConnections, outgoingBytes, times);
    }

    public RpcLimits withMaxConnections(int changed) {
        return new RpcLimits(
                maxFrameBytes, maxConcurrentCalls, maxMethods, changed, outgoingBytes, times);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + " must be at least " + least + ", not " + value);
        }
    }

    /**
     * How long one side waits for the other.
     *
     * @param handshake from the TCP connection to the end of the HTTP upgrade; 5 s
     * @param login from the upgrade to an accepted login; 5 s
     * @param ping a side that hears nothing for so long sends PING; 5 s
     * @param missedPings after so many silent intervals the connection is dead; 3
     */
    public record Times(Duration handshake, Duration login, Duration ping, int missedPings) {

        public static final Times DEFAULT =
                new Times(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 3);

        public Times {
            positive("handshake", handshake);
            positive("login", login);
            positive("ping", ping);
            atLeast("missedPings", missedPings, 1);
        }

        private static void positive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " must be positive, not " + value);
            }
        }
    }
}
