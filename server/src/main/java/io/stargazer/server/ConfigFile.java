package io.stargazer.server;

import io.stargazer.api.Rejected;
import io.stargazer.rpc.tls.ClientCertificates;
import io.stargazer.rpc.tls.TlsSettings;
import io.stargazer.server.session.SessionSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a server's configuration from a file of {@code key = value} lines. A key that is not known
 * or a value that cannot be read refuses the start: a typing error must not become a default.
 */
public final class ConfigFile {

    private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h)");

    private final Path file;
    private final Properties properties = new Properties();
    private final TreeSet<String> known = new TreeSet<>();

    /** The configuration cannot be used; the message says which key and why. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        public Refused(String sentence) {
            super(sentence);
        }
    }

    private ConfigFile(Path file) throws Refused {
        this.file = file;
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused("the configuration file " + file + " cannot be read: " + e);
        }
    }

    /** The configuration in the file over the given defaults. */
    public static ServerConfig read(Path file, ServerConfig defaults) throws Refused {
        ConfigFile config = new ConfigFile(file);
        ServerConfig read = config.over(defaults);
        TreeSet<String> unknown = new TreeSet<>(config.properties.stringPropertyNames());
        unknown.removeAll(config.known);
        if (!unknown.isEmpty()) {
            throw new Refused(
                    "the configuration file %s has the unknown key '%s'; known are %s"
                            .formatted(file, unknown.first(), config.known));
        }
        return read;
    }

    private ServerConfig over(ServerConfig defaults) throws Refused {
        ServerConfig.Limits limits = defaults.limits();
        SessionSettings sessions = defaults.sessions();
        try {
            return new ServerConfig(
                    text("server.id", defaults.serverId()),
                    text("server.host", defaults.host()),
                    (int) number("server.port", defaults.port()),
                    Path.of(text("server.data-directory", defaults.dataDirectory().toString())),
                    truth("identity.auto-register", defaults.autoRegister()),
                    new ServerConfig.Limits(
                            (int) number("http.max-body-bytes", limits.maxBodyBytes()),
                            (int) number("rpc.max-frame-bytes", limits.maxFrameBytes()),
                            duration("http.request-timeout", limits.request()),
                            duration("http.silence-timeout", limits.silence()),
                            duration("rpc.ping", limits.ping()),
                            number("log.snapshot-entries", limits.snapshotEntries())),
                    new SessionSettings(
                            duration("session.grace", sessions.grace()),
                            duration("session.resume", sessions.resume())),
                    new ServerConfig.Cluster(
                            text("server.advertise", defaults.cluster().advertise()),
                            defaults.cluster().join(),
                            defaults.cluster().joinToken()),
                    encryption(defaults.encryption()));
        } catch (IllegalArgumentException | Rejected e) {
            throw new Refused("the configuration file " + file + ": " + e.getMessage());
        }
    }

    private ServerConfig.Encryption encryption(ServerConfig.Encryption defaults) throws Refused {
        Path certificate = path("tls.certificate", defaults.tls().certificate());
        Path authorities = path("tls.authorities", defaults.tls().authorities());
        String clients = text("tls.clients", defaults.tls().clients().word());
        boolean isOn = certificate != null || authorities != null || !clients.equals("none");
        return new ServerConfig.Encryption(
                new TlsSettings(
                        isOn,
                        certificate,
                        path("tls.key", defaults.tls().key()),
                        authorities,
                        ClientCertificates.parse(clients)),
                duration("tls.check-every", defaults.checkEvery()));
    }

    private @Nullable Path path(String key, @Nullable Path fallback) {
        String value = text(key, fallback == null ? "" : fallback.toString());
        return value.isEmpty() ? null : Path.of(value);
    }

    private String text(String key, String fallback) {
        known.add(key);
        return properties.getProperty(key, fallback).strip();
    }

    private long number(String key, long fallback) throws Refused {
        String value = text(key, Long.toString(fallback));
        try {
            long number = Long.parseLong(value);
            if (Math.abs(number) <= Integer.MAX_VALUE) {
                return number;
            }
            throw wrong(key, value, "a number up to " + Integer.MAX_VALUE);
        } catch (NumberFormatException e) {
            throw wrong(key, value, "a number");
        }
    }

    private boolean truth(String key, boolean fallback) throws Refused {
        String value = text(key, Boolean.toString(fallback));
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, value, "true or false");
        };
    }

    private Duration duration(String key, Duration fallback) throws Refused {
        String value = text(key, fallback.toMillis() + "ms");
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches() || matcher.group(1).length() > 9) {
            throw wrong(key, value, "a duration like 500ms, 10s, 5m or 2h");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    private Refused wrong(String key, String value, String wanted) {
        return new Refused(
                "in the configuration file %s the key '%s' is '%s', not %s"
                        .formatted(file, key, value, wanted));
    }
}
