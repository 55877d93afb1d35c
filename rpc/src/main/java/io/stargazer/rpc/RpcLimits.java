package io.stargazer.rpc;

import java.time.Duration;

/**
 * Every limit of a connection (RP-9). The server tells its own to the client at login.
 *
 * @param maxFrameBytes largest frame accepted, without its length field, 1 KiB to 64 MiB; 4 MiB. A
 *     client accepts what its provider tells, if that is more
 * @param maxConcurrentCalls open calls on one connection; 4096
 * @param maxMethods methods that a client may define on one connection; 4096
 * @param maxConnections open connections of one server, 0 for no limit; 0
 * @param outgoingBytes when so much waits to be written, new calls are refused at once; 4 MiB
 * @param times how long to wait for the other side
 * @param handlers how many calls one server handles at once
 */
public record RpcLimits(
        int maxFrameBytes,
        int maxConcurrentCalls,
        int maxMethods,
        int maxConnections,
        int outgoingBytes,
        Times times,
        Handlers handlers) {

    /** Largest frame from a caller that has not logged in yet: a stranger gets little room. */
    public static final int STRANGERS_FRAME_BYTES = 16 << 10;

    /** Most methods that such a caller may define. */
    public static final int STRANGERS_METHODS = 16;

    /** What nobody accepts a larger frame than, whatever the other side tells. */
    public static final int MOST_FRAME_BYTES = 64 << 20;

    public static final RpcLimits DEFAULT =
            new RpcLimits(4 << 20, 4096, 4096, 0, 4 << 20, Times.DEFAULT, Handlers.DEFAULT);

    public RpcLimits {
        Bounds.atLeast("maxFrameBytes", maxFrameBytes, 1024);
        Bounds.atMost("maxFrameBytes", maxFrameBytes, MOST_FRAME_BYTES);
        Bounds.atLeast("maxConcurrentCalls", maxConcurrentCalls, 1);
        Bounds.atLeast("maxMethods", maxMethods, 1);
        Bounds.atLeast("maxConnections", maxConnections, 0);
        Bounds.atLeast("outgoingBytes", outgoingBytes, 64 << 10);
    }

    public RpcLimits withTimes(Times changed) {
        return new RpcLimits(
                maxFrameBytes,
                maxConcurrentCalls,
                maxMethods,
                maxConnections,
                outgoingBytes,
                changed,
                handlers);
    }

    public RpcLimits withHandlers(Handlers changed) {
        return new RpcLimits(
                maxFrameBytes,
                maxConcurrentCalls,
                maxMethods,
                maxConnections,
                outgoingBytes,
                times,
                changed);
    }

    public RpcLimits withMaxFrameBytes(int changed) {
        return new RpcLimits(
                changed,
                maxConcurrentCalls,
                maxMethods,
                maxConnections,
                outgoingBytes,
                times,
                handlers);
    }

    public RpcLimits withMaxConcurrentCalls(int changed) {
        return new RpcLimits(
                maxFrameBytes, changed, maxMethods, maxConnections, outgoingBytes, times, handlers);
    }

    public RpcLimits withMaxConnections(int changed) {
        return new RpcLimits(
                maxFrameBytes,
                maxConcurrentCalls,
                maxMethods,
                changed,
                outgoingBytes,
                times,
                handlers);
    }

    /** Apart, so that the records here can be initialised in any order. */
    private static final class Bounds {

        private Bounds() {}

        static void atLeast(String name, int value, int least) {
            if (value < least) {
                throw new IllegalArgumentException(
                        name + " must be at least " + least + ", not " + value);
            }
        }

        static void atMost(String name, int value, int most) {
            if (value > most) {
                throw new IllegalArgumentException(
                        name + " must be at most " + most + ", not " + value);
            }
        }

        static void positive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " must be positive, not " + value);
            }
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
            Bounds.positive("handshake", handshake);
            Bounds.positive("login", login);
            Bounds.positive("ping", ping);
            Bounds.atLeast("missedPings", missedPings, 1);
        }
    }

    /**
     * How many calls one server handles at once, over all connections; more are refused at once as
     * OVERLOADED (RP-6). Streams and methods that do not block are not counted. Between the two
     * bounds the server finds the number by itself.
     *
     * @param least so many are always handled; 16
     * @param most and never more; 4096
     * @param patience how much waiting for each other may add to a call; to calls that take longer
     *     than that by nature, as much as they take; 100 ms
     */
    public record Handlers(int least, int most, Duration patience) {

        public static final Handlers DEFAULT = new Handlers(16, 4096, Duration.ofMillis(100));

        /** Nothing is refused. */
        public static final Handlers UNLIMITED =
                new Handlers(Integer.MAX_VALUE, Integer.MAX_VALUE, DEFAULT.patience());

        public Handlers {
            Bounds.atLeast("least", least, 1);
            Bounds.atLeast("most", most, least);
            Bounds.positive("patience", patience);
        }
    }
}
