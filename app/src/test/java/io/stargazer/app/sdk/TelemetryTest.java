package io.stargazer.app.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.Faulted;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.trace.TraceContext;
import io.stargazer.sdk.Stargazer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RP-8: traces and figures of every call, while no application does anything for it. */
@Timeout(120)
class TelemetryTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    @TempDir private static Path folder;
    private static final Map<String, Optional<TraceContext>> SEEN = new ConcurrentHashMap<>();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static LocalServer server;

    /** Front, of one application, calls back, of another. */
    @BeforeAll
    static void start() throws Exception {
        server = new LocalServer(folder, config -> config);
        server.connect("craft").provide("back", Greeter.class, name -> note("back", name));
        Stargazer shop = server.connect(server.options("shop").withTraceShare(0));
        Greeter back = shop.consume("back", Greeter.class);
        shop.provide("front", Greeter.class, name -> back.greet(note("front", name)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    private static String note(String service, String name) {
        TraceContext trace = CallContext.current().orElseThrow().trace();
        SEEN.put(service, Optional.ofNullable(trace));
        if (name.equals("nobody")) {
            throw new IllegalStateException("planted");
        }
        return name;
    }

    private static TraceContext seen(String service) {
        return trace(service).orElseThrow();
    }

    private static Optional<TraceContext> trace(String service) {
        return Objects.requireNonNull(SEEN.get(service), service);
    }

    @Test
    void a_trace_that_comes_over_http_goes_through_all_services() throws Exception {
        greetOverHttp(
                "traceparent", "00-" + TRACE + "-" + PARENT + "-00",
                "tracestate", "one=1",
                "tracestate", "two=2");
        TraceContext front = seen("front");
        TraceContext back = seen("back");
        assertThat(front.traceId()).isEqualTo(TRACE);
        assertThat(front.isSampled()).isFalse();
        assertThat(front.state()).isEqualTo("one=1,two=2");
        assertThat(front.traceparent()).doesNotContain(PARENT);
        assertThat(back).isNotEqualTo(front).isEqualTo(childOf(front, back.parentId()));
    }

    @Test
    void a_malformed_trace_over_http_is_ignored() throws Exception {
        greetOverHttp("traceparent", "00-" + TRACE.toUpperCase(Locale.ROOT) + "-" + PARENT + "-01");
        assertThat(trace("front").map(TraceContext::traceId)).isNotEqualTo(Optional.of(TRACE));
        greetOverHttp(
                "traceparent", "00-" + TRACE + "-" + PARENT + "-01",
                "traceparent", "00-" + TRACE + "-" + PARENT + "-00");
        assertThat(trace("front").map(TraceContext::traceId)).isNotEqualTo(Optional.of(TRACE));
    }

    @Test
    void the_share_says_of_how_many_calls_a_trace_is_begun() {
        Stargazer all = server.connect(server.options("all").withTraceShare(1));
        all.consume("front", Greeter.class).greet("you");
        assertThat(seen("front").isSampled()).isTrue();
        assertThat(seen("back")).isEqualTo(childOf(seen("front"), seen("back").parentId()));

        Stargazer none = server.connect(server.options("none").withTraceShare(0));
        none.consume("front", Greeter.class).greet("you");
        assertThat(SEEN).containsEntry("front", Optional.empty());
        assertThat(SEEN).containsEntry("back", Optional.empty());
    }

    @Test
    void the_server_shows_how_methods_go_at_both_ends() {
        Greeter front = server.connect("visitor").consume("front", Greeter.class);
        Eventually.holds(
                "figures of front/greet from caller and provider, with what failed",
                () -> {
                    front.greet("you");
                    assertThat(failed(front)).isTrue();
                    JsonNode method =
                            server.get("/api/v1/services/default/front").json().at("/methods/0");
                    return method.path("method").asText().equals("greet")
                            && isAlive(method.path("callers"))
                            && isAlive(method.path("providers"));
                });
    }

    private static boolean isAlive(JsonNode pace) {
        double p50 = pace.path("p50Micros").asDouble();
        return pace.path("callsPerSecond").asDouble() > pace.path("errorsPerSecond").asDouble()
                && pace.at("/failuresPerSecond/FAULTED").asDouble() > 0
                && p50 > 0
                && p50 <= pace.path("p99Micros").asDouble()
                && pace.path("p99Micros").asDouble() <= pace.path("maxMicros").asDouble();
    }

    private static boolean failed(Greeter greeter) {
        try {
            greeter.greet("nobody");
            return false;
        } catch (Faulted planted) {
            return true;
        }
    }

    @Test
    void the_servers_own_methods_are_among_its_metrics() throws Exception {
        greetOverHttp();
        String metrics = send(request("/metrics").GET().build()).body();
        assertThat(metrics.lines())
                .anyMatch(line ->
                        line.startsWith("stargazer_rpc_duration_seconds_count{")
                                && line.contains("method=\"register\"")
                                && line.contains("service=\"stargazer.registry\"")
                                && line.contains("side=\"provider\""))
                .anyMatch(line ->
                        line.startsWith("stargazer_rpc_duration_seconds_bucket{")
                                && line.contains("method=\"greet\"")
                                && line.contains("service=\"default/front\"")
                                && line.contains("side=\"caller\"")
                                && line.contains("le=\"+Inf\""));
    }

    @Test
    void an_instance_that_is_left_alone_is_among_the_metrics() {
        server.connect("craft").provide("lame", Greeter.class, name -> name);
        server.connect("shop")
                .provide(
                        "lame",
                        Greeter.class,
                        name -> {
                            throw new Faulted("test.lame", "planted");
                        });
        Eventually.holds(
                "one of two is ejected",
                () ->
                        post("/rpc/lame/greet").body().length() > 0
                                && get("/metrics")
                                        .lines()
                                        .anyMatch(
                                                "stargazer_rpc_client_ejected{service=\"default/lame\"} 1.0"
                                                        ::equals));
    }

    private static HttpResponse<String> post(String path) {
        return sendUnchecked(
                request(path).POST(HttpRequest.BodyPublishers.ofString("[\"you\"]")).build());
    }

    private static String get(String path) {
        return sendUnchecked(request(path).GET().build()).body();
    }

    private static HttpResponse<String> sendUnchecked(HttpRequest request) {
        try {
            return send(request);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static TraceContext childOf(TraceContext parent, long parentId) {
        return new TraceContext(
                parent.traceIdHigh(),
                parent.traceIdLow(),
                parentId,
                parent.flags(),
                parent.state());
    }

    private static void greetOverHttp(String... headers) throws Exception {
        HttpRequest.Builder request = request("/rpc/front/greet");
        for (int at = 0; at < headers.length; at += 2) {
            request.header(headers[at], headers[at + 1]);
        }
        HttpRequest post = request.POST(HttpRequest.BodyPublishers.ofString("[\"you\"]")).build();
        assertThat(send(post).statusCode()).isEqualTo(200);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
                .header("authorization", "Bearer " + server.token());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HTTP.send(request, BodyHandlers.ofString());
    }
}
