package io.stargazer.app.serve;

import io.stargazer.server.ConfigFile;
import io.stargazer.server.ServerConfig;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What {@code dev} and {@code server} can be told; a flag wins over the file, the file over all.
 */
public final class ServeOptions {

    @Option(names = "--data-dir", paramLabel = "FOLDER", descriptionKey = "data-dir")
    @Nullable Path dataDir;

    @Option(names = "--port", paramLabel = "PORT", descriptionKey = "port")
    @Nullable Integer port;

    @Option(names = "--host", paramLabel = "ADDRESS", descriptionKey = "host")
    @Nullable String host;

    @Option(names = "--config", paramLabel = "FILE", descriptionKey = "config")
    @Nullable Path config;

    /**
     * The configuration that these options mean.
     *
     * @throws ConfigFile.Refused when the file cannot be used
     */
    ServerConfig over(ServerConfig defaults) throws ConfigFile.Refused {
        ServerConfig read = config == null ? defaults : ConfigFile.read(config, defaults);
        try {
            return read.withAddress(
                            Optional.ofNullable(host).orElse(read.host()),
                            Optional.ofNullable(port).orElse(read.port()))
                    .withDataDirectory(Optional.ofNullable(dataDir).orElse(read.dataDirectory()));
        } catch (IllegalArgumentException e) {
            throw new ConfigFile.Refused(String.valueOf(e.getMessage()));
        }
    }
}
