package io.stargazer.server.console;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Operation.Access;
import io.stargazer.server.http.Routes;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The console's files: a fixed list from the class path, so that no address can lead anywhere else.
 * The address of a file contains a hash of its content and may be cached for ever. Compressed once,
 * when first asked for, and kept compressed. Thread-safe.
 */
final class Assets {

    private static final String OURS = "/io/stargazer/server/console/";
    private static final String JARS = "/META-INF/resources/";

    private static final Map<String, String> PLACES =
            Map.of(
                    "app.css", OURS + "app.css",
                    "app.js", OURS + "app.js",
                    "theme.js", OURS + "theme.js",
                    "favicon.svg", OURS + "favicon.svg",
                    "tabler.css", JARS + "webjars/tabler__core/1.4.0/dist/css/tabler.min.css",
                    "htmx.js", JARS + "webjars/htmx.org/2.0.10/dist/htmx.min.js",
                    "echarts.js", JARS + "_static/echarts/6.0.0/dist/echarts.min.js",
                    "lines.js", JARS + "_static/echarts/6.0.0/dist/echarts.common.min.js");

    private final Map<String, Asset> loaded = new ConcurrentHashMap<>();

    /** One file: what it is, a hash of it, and itself, compressed. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only sent
    private record Asset(String place, String type, String hash, byte[] gzipped) {}

    void addTo(Routes routes) {
        Operation get =
                new Operation(
                        HttpMethod.GET,
                        "/assets/{hash}/{name}",
                        "A file of the console.",
                        Access.OPEN,
                        null,
                        null,
                        List.of(),
                        true);
        routes.page(get, this::answer);
    }

    /** The address of a file. */
    String url(String name) {
        return "/assets/" + load(name).hash() + "/" + name;
    }

    /** How many bytes a browser gets. */
    int compressedBytes(String name) {
        return load(name).gzipped().length;
    }

    private void answer(HttpCall call) {
        String name = call.path("name");
        if (!PLACES.containsKey(name)) {
            throw new Rejected(
                    Status.NOT_FOUND,
                    "console.no-such-file",
                    "the console has no file '" + name + "'");
        }
        Asset asset = load(name);
        Map<String, String> headers = new HashMap<>();
        String tag = '"' + asset.hash() + '"';
        boolean isCurrent = asset.hash().equals(call.path("hash"));
        headers.put("etag", tag);
        headers.put("vary", "accept-encoding");
        headers.put("x-content-type-options", "nosniff");
        headers.put(
                "cache-control", isCurrent ? "public, max-age=31536000, immutable" : "no-cache");
        if (matches(call.header("if-none-match"), tag)) {
            Routes.bytes(call, 304, headers, new byte[0]);
            return;
        }
        headers.put("content-type", asset.type());
        String accepted = call.header("accept-encoding");
        if (accepted != null && accepted.contains("gzip")) {
            headers.put("content-encoding", "gzip");
            Routes.bytes(call, 200, headers, asset.gzipped());
        } else {
            Routes.bytes(call, 200, headers, read(asset.place()));
        }
    }

    private static boolean matches(@Nullable String wanted, String tag) {
        return wanted != null && (wanted.equals("*") || wanted.contains(tag));
    }

    private Asset load(String name) {
        return loaded.computeIfAbsent(
                name,
                absent -> {
                    String place = PLACES.get(name);
                    if (place == null) {
                        throw new IllegalArgumentException("not a file of the console: " + name);
                    }
                    byte[] bytes = read(place);
                    return new Asset(place, typeOf(name), hash(bytes), gzip(bytes));
                });
    }

    private static String typeOf(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".css" -> "text/css; charset=utf-8";
            case ".js" -> "text/javascript; charset=utf-8";
            default -> "image/svg+xml";
        };
    }

    private static byte[] read(String place) {
        try (InputStream in = Assets.class.getResourceAsStream(place)) {
            if (in == null) {
                throw new IllegalStateException("missing on the class path: " + place);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 3);
        try (GZIPOutputStream out = new Tight(compressed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    /** Done once, so it may take its time. */
    private static final class Tight extends GZIPOutputStream {
        Tight(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
