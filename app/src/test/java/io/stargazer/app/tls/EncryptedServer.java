package io.stargazer.app.tls;

import io.stargazer.rpc.tls.Tls;
import io.stargazer.rpc.tls.TlsSettings;
import io.stargazer.server.ServerConfig;
import io.stargazer.server.StargazerServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** A server of this process that speaks TLS, and a client of it that believes one authority. */
public final class EncryptedServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final StargazerServer server;

    /** Looks for other certificates all the time. */
    public EncryptedServer(Path data, TlsSettings tls, UnaryOperator<ServerConfig> change)
            throws Exception {
        server =
                StargazerServer.start(
                        change.apply(
                                ServerConfig.in(data)
                                        .withAddress("127.0.0.1", 0)
                                        .withEncryption(
                                                new ServerConfig.Encryption(
                                                        tls, Duration.ofMillis(20)))),
                        (sentence, cause) -> {
                            throw new AssertionError(sentence, cause);
                        });
    }

    /** The same as the first of a cluster. */
    public static EncryptedServer first(Path data, TlsSettings tls) throws Exception {
        EncryptedServer started = new EncryptedServer(data, tls, config -> config);
        started.server.bootstrap("admin", "correct horse battery");
        return started;
    }

    public StargazerServer server() {
        return server;
    }

    public int port() {
        return server.port();
    }

    /** The administrator's. */
    public String token() {
        return server.tokenOf("admin").token();
    }

    /** One that has never been here, so it shakes hands anew. */
    public static HttpClient client(Tls tls) {
        return HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .sslContext(Objects.requireNonNull(tls.context()))
                .build();
    }

    /** What a client is answered, as the administrator. */
    public HttpResponse<String> get(HttpClient client, HttpClient.Version version, String path)
            throws IOException, InterruptedException {
        return client.send(
                request(path).version(version).build(), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> get(Tls tls, String path) throws Exception {
        try (HttpClient client = client(tls)) {
            return get(client, HttpClient.Version.HTTP_1_1, path);
        }
    }

    public HttpResponse<String> post(Tls tls, String path, String body) throws Exception {
        try (HttpClient client = client(tls)) {
            return client.send(
                    request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(PATIENCE)
                .header("authorization", "Bearer " + token());
    }

    @Override
    public void close() {
        server.close();
    }
}
