package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.stargazer.app.CommandLineRun.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each command asks of the server and what it shows (UI-2, UI-6). */
final class CommandsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path home;

    private RecordedServer server;

    @BeforeEach
    void start_server() throws IOException {
        server = new RecordedServer();
    }

    @AfterEach
    void stop_server() {
        server.close();
    }

    @Test
    void status_is_shown_as_facts() {
        server.on("GET /api/v1/status", Recordings.STATUS);
        assertThat(run("status"))
                .isEqualTo(
                        new Result(
                                0,
                                """
                                server-1 is ready · version 0.1.0 · up 3 h
                                services      2
                                instances     3
                                applications  6
                                sessions      4
                                connections   5
                                rates         1.3 commands/s, 80.0 requests/s
                                memory        50 MB heap, 130 MB in all
                                log           applied to 412, snapshot at 400, 8 MB
                                leader        server-1 in term 3, voters server-1
                                revision      412  9f3c
                                """,
                                ""));
        assertThat(run("status", "--quiet").out()).isEqualTo("ready\n");
    }

    @Test
    void services_are_listed_in_an_aligned_table() {
        server.on("GET /api/v1/services", Recordings.SERVICES);
        assertThat(run("service", "list").out())
                .isEqualTo(
                        """
                        SERVICE       STATE     INSTANCES  VERSIONS  CALLERS  CALLS/S  ERRORS/S
                        default/shop  running          12  1.2 1.10        2   1500.3       0.0
                        default/mail  degraded          3  2.0             0      0.0       0.5
                        """);
        assertThat(run("service", "list", "--quiet").out())
                .isEqualTo("default/shop\ndefault/mail\n");
    }

    @Test
    void json_is_the_document_of_the_server() throws IOException {
        server.on("GET /api/v1/services", Recordings.SERVICES);
        assertThat(JSON.readTree(run("service", "list", "--json").out()))
                .isEqualTo(JSON.readTree(Recordings.SERVICES));
    }

    @Test
    void chinese_tables_count_two_columns_for_a_character() {
        server.on("GET /api/v1/namespaces", Recordings.NAMESPACES);
        assertThat(line().in(Locale.CHINA).run("namespace", "list").out())
                .isEqualTo(
                        """
                        命名空间  应用数  服务数  创建时间
                        default        6       2  10 天前
                        """);
    }

    @Test
    void service_is_shown_with_instances_methods_and_callers() {
        server.on("GET /api/v1/services/default/shop", Recordings.SERVICE);
        assertThat(run("service", "show", "shop").out())
                .isEqualTo(
                        """
                        default/shop  at revision 41
                        Protected: 1 of 2 instances were lost at once and stay listed until they are known to be gone.

                        INSTANCE  STATE    VERSION  ADDRESS        WEIGHT  ZONE  TAGS       APPLICATION   SINCE
                        shop-1    running  1.2      10.0.0.7:7001     100  east  blue fast  default/shop  3 min ago
                        shop-2    suspect  1.10     10.0.0.8:7001       0                   default/shop  5 h ago

                        METHOD  CALLS/S  ERRORS      P50      P99  SERVED/S  SERVED P50  SERVED P99
                        list          -       -        -        -     120.0     0.31 ms     2.05 ms
                        place     120.0   5.0 %  0.31 ms  2.05 ms     120.0     0.31 ms     2.05 ms

                        CALLED BY    CALLS/S  ERRORS/S     MEAN  SINCE
                        default/web    100.0       0.0  1.23 ms  2 d ago
                        """);
    }

    @Test
    void namespace_comes_from_the_name_the_flag_or_the_environment() {
        server.on("GET /api/v1/services/a/shop", Recordings.SERVICE)
                .on("GET /api/v1/services/b/shop", Recordings.SERVICE)
                .on("GET /api/v1/services/c/shop", Recordings.SERVICE)
                .on("GET /api/v1/services?namespace=b", Recordings.SERVICES);
        CommandLineRun line = line().with("STARGAZER_NAMESPACE", "c");
        assertThat(line.run("service", "show", "a/shop", "-n", "b").status()).isZero();
        assertThat(line.run("-n", "b", "service", "show", "shop").status()).isZero();
        assertThat(line.run("service", "show", "shop").status()).isZero();
        assertThat(line.run("service", "list", "--namespace", "b").status()).isZero();
    }

    @Test
    void weight_drain_and_remove_change_one_instance() {
        String instance = "/api/v1/services/default/shop/instances/shop-1";
        server.on("PUT " + instance, "{}").on("DELETE " + instance, 200, "");
        assertThat(run("service", "weight", "shop", "shop-1", "50").out())
                .isEqualTo("shop-1 of default/shop has the weight 50 now.\n");
        assertThat(run("service", "drain", "shop", "shop-1").out())
                .contains("Bring it back: stargazer service weight default/shop shop-1 100");
        assertThat(run("service", "remove", "shop", "shop-1", "--quiet").out())
                .isEqualTo("shop-1\n");
        assertThat(server.requests())
                .extracting(RecordedServer.Request::body)
                .containsExactly("{\"weight\":50}", "{\"weight\":0}", "");
    }

    @Test
    void application_is_created_and_its_secret_shown_once() {
        server.on("POST /api/v1/applications", Recordings.CREATED);
        assertThat(run("app", "create", "shop").out())
                .startsWith("Created the application default/shop with the role operator.")
                .contains("\n    s3cr3t\n");
        assertThat(run("app", "create", "shop", "--quiet", "--role", "admin").out())
                .isEqualTo("s3cr3t\n");
        assertThat(server.requests().getLast().body())
                .isEqualTo("{\"namespace\":\"default\",\"name\":\"shop\",\"role\":\"admin\"}");
    }

    @Test
    void applications_are_listed_with_the_end_of_the_old_secret() {
        server.on("GET /api/v1/applications", Recordings.APPLICATIONS);
        assertThat(run("app", "list").out())
                .isEqualTo(
                        """
                        APPLICATION   ROLE      CREATED   BY     OLD SECRET ENDS
                        default/shop  operator  30 s ago  admin  in 30 min
                        """);
    }

    @Test
    void rotation_keeps_the_old_secret_for_the_overlap() {
        server.on(
                "POST /api/v1/applications/default/shop/rotate",
                "{\"id\":\"default/shop\",\"secret\":\"other\",\"previousSecretUntil\":\"2026-11-20T12:15:00Z\"}");
        assertThat(run("app", "rotate", "shop", "--overlap", "15m").out())
                .contains("other")
                .contains("The earlier secret ends in 15 min.");
        assertThat(server.requests().getLast().body()).isEqualTo("{\"overlapSeconds\":900}");
    }

    @Test
    void deletion_asks_for_the_name() {
        server.on("DELETE /api/v1/applications/default/shop", 204, "")
                .on("DELETE /api/v1/namespaces/staging", 204, "");
        assertThat(line().onTerminal().typing("shop\n").run("app", "delete", "shop").status())
                .isZero();
        assertThat(run("namespace", "delete", "staging", "--yes").out())
                .isEqualTo("Deleted the namespace staging.\n");
        assertThat(server.requests()).hasSize(2);

        Result mistyped = line().onTerminal().typing("ship\n").run("app", "delete", "shop");
        assertThat(mistyped.status()).isEqualTo(2);
        assertThat(run("app", "delete", "shop").status()).isEqualTo(2);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void namespace_is_created() {
        server.on("POST /api/v1/namespaces", 201, "{\"name\":\"staging\"}");
        assertThat(run("namespace", "create", "staging").out())
                .contains("stargazer app create NAME -n staging");
    }

    @Test
    void empty_lists_say_what_to_do_next() {
        server.on("GET /api/v1/services", "{\"items\":[]}")
                .on("GET /api/v1/applications", "{\"items\":[]}")
                .on("GET /api/v1/namespaces", "{\"items\":[]}");
        assertThat(run("service", "list").out()).contains("stargazer demo");
        assertThat(run("app", "list").out()).contains("stargazer app create");
        assertThat(run("namespace", "list").out()).contains("Ask an administrator");
        assertThat(run("service", "list", "--quiet").out()).isEmpty();
    }

    @Test
    void colour_needs_a_terminal_that_wants_it() {
        server.on("GET /api/v1/services", Recordings.SERVICES);
        assertThat(line().onTerminal().run("service", "list").out())
                .contains("\033[32mrunning\033[0m")
                .contains("\033[33mdegraded\033[0m");
        assertThat(line().onTerminal().with("NO_COLOR", "1").run("service", "list").out())
                .doesNotContain("\033");
        assertThat(line().run("service", "list").out()).doesNotContain("\033");
    }

    @Test
    void names_of_others_cannot_drive_the_terminal() {
        server.on(
                "GET /api/v1/applications",
                "{\"items\":[{\"id\":\"a\\u001b[2Jb\",\"role\":\"viewer\"}]}");
        assertThat(run("app", "list").out()).contains("a?[2Jb").doesNotContain("\033");
    }

    @Test
    void version_asks_no_server() {
        assertThat(run("version", "--quiet").out()).matches("\\d+\\.\\d+\\.\\d+.*\n");
        assertThat(server.requests()).isEmpty();
    }

    private CommandLineRun line() {
        return new CommandLineRun(home)
                .with("STARGAZER_SERVER", server.url())
                .with("STARGAZER_TOKEN", "t-0");
    }

    private Result run(String... arguments) {
        return line().run(arguments);
    }
}
