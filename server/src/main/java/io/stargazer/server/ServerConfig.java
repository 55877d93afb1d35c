package io.stargazer.server;

import io.stargazer.api.Name;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.tls.TlsSettings;
import io.stargazer.server.session.SessionSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Everything a server can be told, validated. See docs/configuration.md.
 *
 * @param serverId this server's name, never changed for a data directory
 * @param host the address to listen on; loopback unless somebody decides otherwise
 * @param port the one port, 0 for any free one
 * @param dataDirectory where everything is kept
 * @param autoRegister whether an unknown application is created at its first login; only for
 *     development
 * @param limits bounds on what clients may send and how slowly
 * @param sessions how patient the server is with broken connections
 * @param cluster where the other servers are, and find this one
 * @param encryption whether TLS is spoken, and with what
 */
public record ServerConfig(
        String serverId,
        String host,
        int port,
        Path dataDirectory,
        boolean autoRegister,
        Limits limits,
        SessionSettings sessions,
        Cluster cluster,
        Encryption encryption) {

    public static final int DEFAULT_PORT = 6600;

    public ServerConfig {
        Name.require("server", serverId);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("the port is 0 to 65535, not " + port);
        }
    }

    /**
     * The cluster that this server belongs to.
     *
     * @param advertise {@code host:port} at which others reach this server; empty for what it
     *     listens on
     * @param join {@code http://host:port} of a server to join when the data directory is new;
     *     empty to begin a cluster of its own
     * @param joinToken what {@code stargazer cluster add} gave for that; never printed
     */
    public record Cluster(String advertise, String join, String joinToken) {

        public static final Cluster ALONE = new Cluster("", "", "");

        public Cluster {
            if (!advertise.isEmpty()) {
                Address.parse(advertise);
            }
            if (join.isEmpty() != joinToken.isEmpty()) {
                throw new IllegalArgumentException(
                        "a server that joins others needs both their address and a token");
            }
        }

        @Override
        public String toString() {
            return "Cluster[advertise=" + advertise + ", join=" + join + "]";
        }
    }

    /**
     * Whether everything that this server says and hears is encrypted.
     *
     * @param tls with which certificates
     * @param checkEvery how often it looks whether there are others
     */
    public record Encryption(TlsSettings tls, Duration checkEvery) {

        public static final Encryption OFF =
                new Encryption(TlsSettings.OFF, Duration.ofSeconds(10));

        public Encryption {
            if (tls.isOn() && tls.certificate() == null) {
                throw new IllegalArgumentException(
                        "a server that speaks TLS needs tls.certificate and tls.key");
            }
            Limits.requirePositive("tls.check-every", checkEvery);
        }
    }

    /**
     * Bounds on what clients may do.
     *
     * @param maxBodyBytes of an HTTP request, 1 KiB to 64 MiB
     * @param maxFrameBytes of an RPC frame, 2 MiB (servers send each other entries of the log) to
     *     64 MiB
     * @param request how long a connection may take to send its request
     * @param silence how long an HTTP connection may be silent between requests
     * @param ping an RPC connection that is silent for so long is pinged, and dead after three
     * @param snapshotEntries a snapshot is written after so many log entries
     */
    public record Limits(
            int maxBodyBytes,
            int maxFrameBytes,
            Duration request,
            Duration silence,
            Duration ping,
            long snapshotEntries) {

        public static final Limits DEFAULT =
                new Limits(
                        1 << 20,
                        4 << 20,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(75),
                        Duration.ofSeconds(3),
                        200_000);

        private static final int MIN_BYTES = 1 << 10;
        private static final int MIN_FRAME_BYTES = 2 << 20;
        private static final int MAX_BYTES = 64 << 20;

        public Limits {
            requireBytes("http.max-body-bytes", maxBodyBytes, MIN_BYTES);
            requireBytes("rpc.max-frame-bytes", maxFrameBytes, MIN_FRAME_BYTES);
            requirePositive("http.request-timeout", request);
            requirePositive("http.silence-timeout", silence);
            requirePositive("rpc.ping", ping);
            if (snapshotEntries < 1) {
                throw new IllegalArgumentException("log.snapshot-entries must be at least 1");
            }
        }

        /**
         * The same for the RPC; its handlers wait for the log, which takes all that wait at once.
         */
        RpcLimits rpc() {
            return RpcLimits.DEFAULT
                    .withMaxFrameBytes(maxFrameBytes)
                    .withHandlers(RpcLimits.Handlers.UNLIMITED)
                    .withTimes(
                            new RpcLimits.Times(
                                    request, request, ping, RpcLimits.Times.DEFAULT.missedPings()));
        }

        private static void requireBytes(String key, int value, int least) {
            if (value < least || value > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "%s must be %d to %d, not %d".formatted(key, least, MAX_BYTES, value));
            }
        }

        private static void requirePositive(String key, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(key + " must be more than nothing");
            }
        }
    }

    /** The defaults for a server in this directory. */
    public static ServerConfig in(Path dataDirectory) {
        return new ServerConfig(
                "s1",
                "127.0.0.1",
                DEFAULT_PORT,
                dataDirectory,
                false,
                Limits.DEFAULT,
                SessionSettings.DEFAULT,
                Cluster.ALONE,
                Encryption.OFF);
    }

    public ServerConfig withAddress(String newHost, int newPort) {
        return new ServerConfig(
                serverId,
                newHost,
                newPort,
                dataDirectory,
                autoRegister,
                limits,
                sessions,
                cluster,
                encryption);
    }

    public ServerConfig withDataDirectory(Path newDirectory) {
        return new ServerConfig(
                serverId,
                host,
                port,
                newDirectory,
                autoRegister,
                limits,
                sessions,
                cluster,
                encryption);
    }

    public ServerConfig withAutoRegister(boolean newAutoRegister) {
        return new ServerConfig(
                serverId,
                host,
                port,
                dataDirectory,
                newAutoRegister,
                limits,
                sessions,
                cluster,
                encryption);
    }

    public ServerConfig withLimits(Limits newLimits) {
        return new ServerConfig(
                serverId,
                host,
                port,
                dataDirectory,
                autoRegister,
                newLimits,
                sessions,
                cluster,
                encryption);
    }

    public ServerConfig withSessions(SessionSettings newSessions) {
        return new ServerConfig(
                serverId,
                host,
                port,
                dataDirectory,
                autoRegister,
                limits,
                newSessions,
                cluster,
                encryption);
    }

    public ServerConfig withCluster(Cluster newCluster) {
        return new ServerConfig(
                serverId,
                host,
                port,
                dataDirectory,
                autoRegister,
                limits,
                sessions,
                newCluster,
                encryption);
    }

    public ServerConfig withServerId(String newId) {
        return new ServerConfig(
                newId,
                host,
                port,
                dataDirectory,
                autoRegister,
                limits,
                sessions,
                cluster,
                encryption);
    }

    public ServerConfig withEncryption(Encryption newEncryption) {
        return new ServerConfig(
                serverId,
                host,
                port,
                dataDirectory,
                autoRegister,
                limits,
                sessions,
                cluster,
                newEncryption);
    }
}
