package io.stargazer.server.peer;

import io.stargazer.rpc.tls.Tls;
import io.stargazer.rpc.tls.TlsTrouble;
import io.stargazer.server.http.ErrorBody;
import io.stargazer.server.http.Json;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/**
 * What a server that has been invited is told: who it is, the secret of the cluster, where the
 * others are. It knows nothing before, so it asks over HTTP and shows the token of its invitation.
 *
 * @param server the id that the invitation is for
 * @param key see {@link ClusterKey#text}
 * @param members the present voters
 */
public record Admission(String server, String key, List<Member> members) {

    public static final String PATH = "/api/v1/cluster/admission";

    private static final Duration WITHIN = Duration.ofSeconds(10);

    /** The question. */
    public record Request(String token) {

        @Override
        public String toString() {
            return "Request[]";
        }
    }

    @Override
    public String toString() {
        return "Admission[server=" + server + ", members=" + members + "]";
    }

    /**
     * Asks a server of the cluster.
     *
     * @param server {@code http://host:port}, or {@code https://...} when TLS is on
     * @throws StartRefused when it cannot be reached or does not want us
     */
    public static Admission ask(String server, String token, Tls tls)
            throws StartRefused, InterruptedException {
        if (tls.isOn() != server.regionMatches(true, 0, "https:", 0, 6)) {
            throw new StartRefused(
                    Reason.NOT_ADMITTED,
                    tls.isOn()
                            ? "this server speaks TLS, as all of a cluster must: join them by https://"
                            : "servers that are joined by https:// speak TLS: this one needs a certificate as well");
        }
        try (HttpClient http = client(tls)) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(server).resolve(PATH))
                            .timeout(WITHIN)
                            .version(HttpClient.Version.HTTP_1_1)
                            .POST(
                                    HttpRequest.BodyPublishers.ofByteArray(
                                            Json.bytes(new Request(token))))
                            .build();
            HttpResponse<byte[]> answer =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() == 200) {
                return Json.read(answer.body(), Admission.class);
            }
            ErrorBody error = Json.read(answer.body(), ErrorBody.class);
            throw new StartRefused(
                    Reason.NOT_ADMITTED,
                    server + " does not admit this server: " + error.message());
        } catch (IOException | IllegalArgumentException e) {
            throw new StartRefused(
                    Reason.NOT_ADMITTED,
                    "no server of the cluster answers at %s: %s"
                            .formatted(
                                    server,
                                    Objects.requireNonNullElse(
                                            TlsTrouble.sentence(e), e.toString())),
                    e);
        }
    }

    private static HttpClient client(Tls tls) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(WITHIN);
        SSLContext context = tls.context();
        return (context == null ? builder : builder.sslContext(context)).build();
    }
}
