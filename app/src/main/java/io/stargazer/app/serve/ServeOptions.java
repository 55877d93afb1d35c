package io.stargazer.app.serve;

import io.stargazer.api.Rejected;
import io.stargazer.app.client.ServerAddress;
import io.stargazer.rpc.tls.TlsSettings;
import io.stargazer.server.ConfigFile;
import io.stargazer.server.ServerConfig;
import io.stargazer.server.log.ratis.RatisLog;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What {@code dev} and {@code server} can be told; a flag wins over the file, the file over all.
 */
public final class ServeOptions {

    /** Keeps the token of an invitation out of the list of processes. */
    public static final String JOIN_TOKEN_VARIABLE = "STARGAZER_JOIN_TOKEN";

    @Option(names = "--data-dir", paramLabel = "FOLDER", descriptionKey = "data-dir")
    @Nullable Path dataDir;

    @Option(names = "--port", paramLabel = "PORT", descriptionKey = "port")
    @Nullable Integer port;

    @Option(names = "--host", paramLabel = "ADDRESS", descriptionKey = "host")
    @Nullable String host;

    @Option(names = "--config", paramLabel = "FILE", descriptionKey = "config")
    @Nullable Path config;

    @Option(names = "--advertise", paramLabel = "HOST:PORT", descriptionKey = "advertise")
    @Nullable String advertise;

    @Option(names = "--join", paramLabel = "URL", descriptionKey = "join")
    @Nullable String join;

    @Option(names = "--join-token", paramLabel = "TOKEN", descriptionKey = "join-token")
    @Nullable String joinToken;

    @Option(names = "--tls-certificate", paramLabel = "FILE", descriptionKey = "tls-certificate")
    @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", descriptionKey = "tls-key")
    @Nullable Path key;

    @Option(names = "--tls-authorities", paramLabel = "FILE", descriptionKey = "tls-authorities")
    @Nullable Path authorities;

    /**
     * The configuration that these options mean.
     *
     * @param variable reads a variable of the environment
     * @throws ConfigFile.Refused when the file cannot be used
     */
    ServerConfig over(ServerConfig defaults, Function<String, Optional<String>> variable)
            throws ConfigFile.Refused {
        ServerConfig read = config == null ? defaults : ConfigFile.read(config, defaults);
        try {
            Path folder = Optional.ofNullable(dataDir).orElse(read.dataDirectory());
            String token =
                    Optional.ofNullable(joinToken)
                            .or(() -> variable.apply(JOIN_TOKEN_VARIABLE))
                            .orElse("");
            return read.withAddress(
                            Optional.ofNullable(host).orElse(read.host()),
                            Optional.ofNullable(port).orElse(read.port()))
                    .withDataDirectory(folder)
                    .withServerId(RatisLog.ownerOf(folder).orElse(read.serverId()))
                    .withCluster(
                            new ServerConfig.Cluster(
                                    Optional.ofNullable(advertise)
                                            .orElse(read.cluster().advertise()),
                                    join == null ? "" : new ServerAddress(join).url(),
                                    join == null ? "" : token))
                    .withEncryption(over(read.encryption()));
        } catch (IllegalArgumentException | Rejected e) {
            throw new ConfigFile.Refused(String.valueOf(e.getMessage()));
        }
    }

    private ServerConfig.Encryption over(ServerConfig.Encryption read) {
        TlsSettings tls = read.tls();
        if (certificate == null && key == null && authorities == null) {
            return read;
        }
        return new ServerConfig.Encryption(
                new TlsSettings(
                        true,
                        certificate == null ? tls.certificate() : certificate,
                        key == null ? tls.key() : key,
                        authorities == null ? tls.authorities() : authorities,
                        tls.clients()),
                read.checkEvery());
    }
}
