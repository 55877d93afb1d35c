package io.stargazer.app;

import static io.stargazer.app.Recordings.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.CommandLineRun.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code service watch}: every change once, in order, over broken connections (RG-2). */
final class WatchTest {

    private static final String WATCH = "GET /api/v1/services/default/shop/watch?after=";

    @TempDir Path home;

    private RecordedServer server;

    @BeforeEach
    void start_server() throws IOException {
        server = new RecordedServer();
        server.onStream(
                        WATCH + "0",
                        ": hello\n\n"
                                + event("listing", 41, Recordings.SERVICE)
                                + event(
                                        "changed",
                                        42,
                                        change(
                                                "instance-up",
                                                "\"instance\":" + Recordings.INSTANCE)))
                .onStream(
                        WATCH + "42",
                        event(
                                        "changed",
                                        43,
                                        change(
                                                "instance-down",
                                                "\"instanceId\":\"shop-1\",\"reason\":\"session-lost\""))
                                + event(
                                        "changed",
                                        44,
                                        change(
                                                "protection",
                                                "\"active\":true,\"lost\":2,\"total\":3")));
    }

    @AfterEach
    void stop_server() {
        server.close();
    }

    @Test
    void changes_are_printed_a_line_each() {
        Result result = line().run("service", "watch", "shop", "--count", "4");
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .endsWith(
                        """
                        Waiting for changes; Ctrl-C ends.
                        11:59:58  + shop-1 is there: 10.0.0.7:7001, version 1.2, weight 100
                        11:59:58  - shop-1 left: its process is lost
                        11:59:58  ! protection begins: 2/3 lost
                        """);
    }

    @Test
    void broken_connection_is_taken_up_again_and_said_once() {
        Result result = line().run("service", "watch", "shop", "--count", "4", "--quiet");
        assertThat(result.out()).isEqualTo("41\n42\n43\n44\n");
        assertThat(line().run("service", "watch", "shop", "--count", "4").err())
                .isEqualTo(
                        """
                        The connection is lost; taking it up again ...
                        Connected again: going on after revision 42, nothing was missed.
                        """);
    }

    @Test
    void watch_is_taken_up_at_the_leader_when_another_server_takes_the_lead() throws IOException {
        try (RecordedServer leader = new RecordedServer();
                RecordedServer former = new RecordedServer()) {
            former.onStream(WATCH + "0", event("listing", 41, Recordings.SERVICE))
                    .onRedirect(
                            WATCH + "41", leader.url() + (WATCH + "41").substring("GET ".length()));
            String unavailable = "{\"code\":\"log.not-leader\"}";
            leader.onStream(WATCH + "41", "event: unavailable\ndata: " + unavailable + "\n\n")
                    .onStream(
                            WATCH + "41",
                            event(
                                    "changed",
                                    43,
                                    change("instance-up", "\"instance\":" + Recordings.INSTANCE)));
            Result result =
                    line().with("STARGAZER_SERVER", former.url())
                            .run("service", "watch", "shop", "--count", "2", "--quiet");
            assertThat(result).isEqualTo(new Result(0, "41\n43\n", ""));
        }
    }

    @Test
    void json_is_one_object_a_line() {
        Result result = line().run("service", "watch", "shop", "--count", "2", "--json");
        assertThat(result.out().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("{\"event\":\"").endsWith("}"))
                .element(1)
                .asString()
                .startsWith("{\"event\":\"changed\",\"revision\":42,\"data\":{");
    }

    @Test
    void watch_goes_on_from_a_known_revision() {
        assertThat(line().run("service", "watch", "shop", "--after", "42", "--count", "1").out())
                .contains("shop-1 left")
                .doesNotContain("Waiting");
    }

    @Test
    void refused_watch_ends_with_the_reason() {
        server.onError(
                "GET /api/v1/services/default/mail/watch?after=0",
                404,
                "NOT_FOUND",
                "registry.unknown-service",
                "there is no service 'default/mail'");
        Result result = line().run("service", "watch", "mail");
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("there is no service 'default/mail'");
    }

    private static String change(String type, String fields) {
        return "{\"type\":\"%s\",\"at\":\"2026-11-20T11:59:58Z\",%s}".formatted(type, fields);
    }

    private CommandLineRun line() {
        return new CommandLineRun(home).with("STARGAZER_SERVER", server.url());
    }
}
