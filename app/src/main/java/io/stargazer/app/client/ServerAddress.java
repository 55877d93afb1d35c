package io.stargazer.app.client;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a server listens: {@code http://host:port} or {@code https://...}, without a slash at the
 * end.
 */
public record ServerAddress(String url) {

    public static final String DEFAULT = "http://127.0.0.1:6600";

    /**
     * @throws Rejected {@code cli.illegal-server} when it is not the address of a web server
     */
    public ServerAddress {
        url = url.strip().replaceAll("/+$", "");
        if (!url.matches("(?i)https?://[^/?#\\s@]+")) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "cli.illegal-server",
                    "'" + url + "' is not the address of a server");
        }
    }

    /** Whether the connection is encrypted. */
    public boolean isSecure() {
        return url.regionMatches(true, 0, "https", 0, 5);
    }

    /** The address of an endpoint; the path begins with a slash and is encoded already. */
    public URI at(String path) {
        try {
            return URI.create(url + path);
        } catch (IllegalArgumentException notAnAddress) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "cli.illegal-server",
                    "'" + url + "' is not the address of a server");
        }
    }

    /** A name or value as a part of a path or query. */
    public static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return url;
    }
}
