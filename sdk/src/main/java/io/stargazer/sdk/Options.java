package io.stargazer.sdk;

import io.stargazer.api.Name;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.tls.TlsSettings;
import io.stargazer.rpc.trace.TraceShare;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an application says about itself.
 *
 * @param servers where the servers are; tried in turn
 * @param application who it is
 * @param secret what proves it; never printed
 * @param network where it runs and listens
 * @param cacheDirectory where the last known lists and keys are kept, to start from when no server
 *     answers (RG-7)
 * @param connectTimeout how long {@link Stargazer#connect} waits for a server before it goes on
 *     with what is on disk
 * @param traces of how many of our calls that are in no trace one is begun (RP-8)
 * @param tls whether the servers and all applications speak TLS; offering services then needs a
 *     certificate (ID-5)
 */
public record Options(
        List<Address> servers,
        ApplicationId application,
        String secret,
        Network network,
        Path cacheDirectory,
        Duration connectTimeout,
        TraceShare traces,
        TlsSettings tls) {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    public Options {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("name at least one server, as host:port");
        }
    }

    /**
     * Where the application runs.
     *
     * @param bindHost the address that provided services listen on
     * @param port 0 for any free one
     * @param advertisedHost the address that consumers connect to
     * @param zone preferred for calls, a name, or empty
     * @param fastPath whether calls spin, or share memory with processes of this host (RP-3)
     */
    public record Network(
            String bindHost, int port, String advertisedHost, String zone, FastPath fastPath) {

        public static final Network LOOPBACK = new Network("127.0.0.1", 0, "127.0.0.1", "");

        /** Without spinning and shared memory. */
        public Network(String bindHost, int port, String advertisedHost, String zone) {
            this(bindHost, port, advertisedHost, zone, FastPath.NONE);
        }

        public Network withFastPath(FastPath changed) {
            return new Network(bindHost, port, advertisedHost, zone, changed);
        }

        public Network {
            if (!zone.isEmpty()) {
                Name.require("zone", zone);
            }
        }
    }

    /**
     * The usual.
     *
     * @param servers {@code host:port}, several separated by commas
     * @param application {@code namespace/name}, or the name alone for the default namespace
     */
    public static Options of(String servers, String application, String secret) {
        ApplicationId id = ApplicationId.parse(application);
        return new Options(
                Arrays.stream(servers.split(",")).map(String::strip).map(Address::parse).toList(),
                id,
                secret,
                Network.LOOPBACK,
                defaultCache(id),
                CONNECT_TIMEOUT,
                TraceShare.USUAL,
                TlsSettings.OFF);
    }

    /**
     * From {@code STARGAZER_SERVERS}, {@code STARGAZER_APPLICATION}, {@code STARGAZER_SECRET}, and
     * for the network {@code STARGAZER_HOST} (bound and advertised) and {@code STARGAZER_ZONE}; for
     * traces {@code STARGAZER_TRACE_SHARE}, 0 to 1; for short calls {@code STARGAZER_FAST_PATH}:
     * none, spin or same-host (see {@link FastPath}); for TLS as in {@link
     * TlsSettings#fromEnvironment}.
     *
     * @throws IllegalArgumentException naming the variable that is missing or cannot be understood
     */
    public static Options fromEnvironment(Map<String, String> environment) {
        Options options =
                of(
                        environment.getOrDefault("STARGAZER_SERVERS", "127.0.0.1:6600"),
                        required(environment, "STARGAZER_APPLICATION"),
                        required(environment, "STARGAZER_SECRET"));
        String host = environment.getOrDefault("STARGAZER_HOST", "127.0.0.1");
        String zone = environment.getOrDefault("STARGAZER_ZONE", "");
        String share = environment.getOrDefault("STARGAZER_TRACE_SHARE", "0.01");
        FastPath fastPath = fastPath(environment.getOrDefault("STARGAZER_FAST_PATH", "none"));
        return options.withNetwork(new Network(host, 0, host, zone, fastPath))
                .withTraceShare(share(share))
                .withTls(
                        TlsSettings.fromEnvironment(name ->
                                Optional.ofNullable(environment.get(name))
                                        .filter(value -> !value.isBlank())));
    }

    public Options withNetwork(Network changed) {
        return new Options(
                servers, application, secret, changed, cacheDirectory, connectTimeout, traces, tls);
    }

    public Options withCacheDirectory(Path changed) {
        return new Options(
                servers, application, secret, network, changed, connectTimeout, traces, tls);
    }

    public Options withConnectTimeout(Duration changed) {
        return new Options(
                servers, application, secret, network, cacheDirectory, changed, traces, tls);
    }

    /**
     * Of how many of our calls that are in no trace one is begun: 0.01 unless said otherwise.
     *
     * @param share 0 for none, 1 for each
     * @throws IllegalArgumentException when it is less or more than that
     */
    public Options withTraceShare(double share) {
        return new Options(
                servers,
                application,
                secret,
                network,
                cacheDirectory,
                connectTimeout,
                new TraceShare(share),
                tls);
    }

    public Options withTls(TlsSettings changed) {
        return new Options(
                servers,
                application,
                secret,
                network,
                cacheDirectory,
                connectTimeout,
                traces,
                changed);
    }

    @Override
    public String toString() {
        return "Options[" + application + " at " + servers + "]";
    }

    private static Path defaultCache(ApplicationId id) {
        String root =
                System.getenv()
                        .getOrDefault(
                                "XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        return Path.of(root, "stargazer", id.namespace(), id.name());
    }

    private static FastPath fastPath(String text) {
        return switch (text) {
            case "none" -> FastPath.NONE;
            case "spin" -> FastPath.SPIN;
            case "same-host" -> FastPath.SAME_HOST;
            default ->
                    throw new IllegalArgumentException(
                            "STARGAZER_FAST_PATH is none, spin or same-host, not '" + text + "'");
        };
    }

    private static double share(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "STARGAZER_TRACE_SHARE is a number from 0 to 1, not '" + text + "'", e);
        }
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("the environment variable " + name + " is not set");
        }
        return value;
    }
}
