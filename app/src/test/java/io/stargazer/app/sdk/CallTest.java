package io.stargazer.app.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.Faulted;
import io.stargazer.api.Unavailable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RP-1, RP-5, RG-8: calls by contract and over HTTP, their deadlines, and the map of them. */
@Timeout(120)
class CallTest {

    @TempDir private static Path folder;
    private static final Workshop.Real WORKSHOP = new Workshop.Real();
    private static LocalServer server;
    private static Workshop workshop;

    @BeforeAll
    static void start() throws Exception {
        server = new LocalServer(folder, config -> config);
        server.connect("craft").provide("workshop", Workshop.class, WORKSHOP);
        workshop = server.connect("shop").consume("workshop", Workshop.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_plain_method_waits_for_its_result() {
        assertThat(workshop.add(2, 3)).isEqualTo(new Workshop.Sum(5));
        assertThat(workshop.size(List.of("a", "b"))).isEqualTo(2);
        workshop.note("nothing comes back");
    }

    @Test
    void a_future_completes_when_the_result_is_there() {
        CompletableFuture<Workshop.Sum> sum =
                workshop.addLater(new Workshop.Sum(2), new Workshop.Sum(3));
        assertThat(sum.join()).isEqualTo(new Workshop.Sum(5));
    }

    @Test
    void a_publisher_streams_items_in_order() {
        assertThat(allOf(workshop.count(1, 1_000)).join())
                .extracting(Workshop.Sum::value)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 1_000).boxed().toList());
    }

    @Test
    void a_caller_streams_items_and_gets_one_answer_or_a_stream() {
        assertThat(workshop.total(workshop.count(1, 1_000)).join().value()).isEqualTo(500_500);
        assertThat(allOf(workshop.doubled(workshop.count(1, 1_000))).join())
                .extracting(Workshop.Sum::value)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 1_000).map(i -> 2 * i).boxed().toList());
    }

    @Test
    void a_handler_that_throws_is_a_fault_without_a_stack_trace() {
        assertThatThrownBy(() -> workshop.fail("planted"))
                .isInstanceOf(Faulted.class)
                .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("\tat "));
    }

    @Test
    void a_service_that_nobody_offers_is_unreachable_with_its_name() {
        Greeter nobody = server.connect("lonely").consume("nobody", Greeter.class);
        assertThatThrownBy(() -> nobody.greet("you"))
                .isInstanceOf(Unavailable.Unreachable.class)
                .hasMessageContaining("default/nobody");
    }

    @Test
    void http_takes_arguments_in_order_or_by_name() {
        assertThat(call("add", "[2, 3]").json().path("value").asInt()).isEqualTo(5);
        assertThat(call("add", "{\"right\": 3, \"left\": -2}").json().path("value").asInt())
                .isEqualTo(1);
        assertThat(call("size", "[[\"a\", \"b\"]]").json().asInt()).isEqualTo(2);
        assertThat(call("addLater", "[{\"value\": 1}, {\"value\": 2}]").json().path("value"))
                .hasToString("3");
        assertThat(call("note", "[\"text\"]").status()).isEqualTo(204);
    }

    @Test
    void http_says_which_service_method_or_argument_is_wrong() {
        assertAnswer(rpc("nobody/add", "[]"), 404, "registry.unknown-service", "default/nobody");
        assertAnswer(rpc("workshop/fly", "[]"), 501, "rpc.unknown-method", "fly");
        assertAnswer(rpc("Work Shop/add".replace(" ", "%20"), "[]"), 400, "name.illegal", "Work");
        assertAnswer(
                rpc("workshop/add?namespace=nowhere", "[]"),
                404,
                "registry.unknown-service",
                "nowhere/workshop");
        assertAnswer(call("add", "[2, 3"), 400, "rpc.bad-payload", "JSON");
        assertAnswer(call("add", "[2]"), 400, "rpc.bad-payload", "right");
        assertAnswer(call("add", "[2, 3, 4]"), 400, "rpc.bad-payload", "takes 2 arguments");
        assertAnswer(call("add", "{\"left\": \"two\", \"right\": 3}"), 400, "rpc.bad-payload", "");
        assertAnswer(call("add", "7"), 400, "rpc.bad-payload", "array or an object");
        assertAnswer(call("add", ""), 400, "rpc.bad-payload", "");
    }

    @Test
    void http_reports_a_handler_that_throws_as_a_fault() {
        HttpAnswer answer = call("fail", "[\"planted\"]");
        assertAnswer(answer, 500, "rpc.fault", "");
        assertThat(answer.json().toString()).doesNotContain("\\tat ");
    }

    @Test
    void http_refuses_a_stream_with_a_sentence() {
        assertAnswer(call("count", "[1, 2]"), 400, "rpc.wrong-call-kind", "answers with a stream");
        assertAnswer(call("total", "[]"), 400, "rpc.wrong-call-kind", "takes a stream");
        assertAnswer(call("doubled", "[]"), 400, "rpc.wrong-call-kind", "takes a stream");
    }

    @Test
    void http_needs_a_token() {
        HttpAnswer answer =
                HttpAnswer.to(
                        "POST", "http://" + server.address() + "/rpc/workshop/add", "", "[2, 3]");
        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void the_deadline_of_an_http_call_reaches_the_provider() {
        assertThat(rpc("workshop/remainingMs?timeoutMs=5000", "").json().asLong())
                .isPositive()
                .isLessThanOrEqualTo(5_000);
        assertThat(rpc("workshop/remainingMs?timeoutMs=90000", "").json().asLong())
                .isBetween(20_000L, 90_000L);
        assertAnswer(rpc("workshop/remainingMs?timeoutMs=soon", ""), 400, "http.bad-parameter", "");
    }

    @Test
    void a_call_that_is_too_late_ends_at_the_caller_and_at_the_provider() throws Exception {
        assertAnswer(
                rpc("workshop/waitForEver?timeoutMs=50", ""), 504, "rpc.deadline-exceeded", "");
        WORKSHOP.awaitCancellation();
    }

    @Test
    void the_map_shows_who_calls_what_and_how_often() {
        Eventually.holds(
                "a rate from shop to workshop",
                () -> {
                    workshop.add(1, 1);
                    return edges().stream()
                            .anyMatch(edge ->
                                    edge.path("from").asText().equals("application:default/shop")
                                            && edge.path("to")
                                                    .asText()
                                                    .equals("service:default/workshop")
                                            && edge.path("callsPerSecond").asDouble() > 0
                                            && edge.path("meanMicros").asDouble() > 0);
                });
        assertThat(edges())
                .as("and who offers it")
                .anyMatch(edge ->
                        edge.path("from").asText().equals("service:default/workshop")
                                && edge.path("to").asText().equals("application:default/craft"));
    }

    private static List<JsonNode> edges() {
        JsonNode map = server.get("/api/v1/map").json();
        return StreamSupport.stream(map.path("edges").spliterator(), false).toList();
    }

    private static HttpAnswer call(String method, String body) {
        return rpc("workshop/" + method, body);
    }

    private static HttpAnswer rpc(String path, String body) {
        return server.request("POST", "/rpc/" + path, body);
    }

    private static void assertAnswer(HttpAnswer answer, int status, String code, String part) {
        assertThat(answer.code()).as(answer.message()).isEqualTo(code);
        assertThat(answer.status()).as(answer.message()).isEqualTo(status);
        assertThat(answer.message()).contains(part).isNotBlank();
    }

    static <T> CompletableFuture<List<T>> allOf(Flow.Publisher<T> publisher) {
        CompletableFuture<List<T>> all = new CompletableFuture<>();
        List<T> items = new ArrayList<>();
        publisher.subscribe(
                new Flow.Subscriber<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        subscription.request(Long.MAX_VALUE);
                    }

                    @Override
                    public void onNext(T item) {
                        items.add(item);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        all.completeExceptionally(failure);
                    }

                    @Override
                    public void onComplete() {
                        all.complete(items);
                    }
                });
        return all;
    }
}
