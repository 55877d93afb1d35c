package io.stargazer.app.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.CommandLineRun;
import io.stargazer.app.CommandLineRun.Result;
import io.stargazer.app.RecordedServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TK-9: what a followed task prints for people and for programs. */
final class TaskFollowingTest {

    private static final String ID = "00000000000000000000000001";
    private static final String NOTE =
            "{\"fence\":5,\"from\":%d,\"lines\":[\"%s\"],\"percent\":10.0}";
    private static final String ENDED =
            "{\"task\":{\"id\":\"" + ID + "\",\"state\":\"succeeded\"},\"timeline\":[]}";

    @TempDir Path home;
    private RecordedServer server;

    @BeforeEach
    void start_server() throws IOException {
        server = new RecordedServer();
        server.on("POST /api/v1/tasks", "{\"id\":\"" + ID + "\",\"verdict\":\"accepted\"}");
        server.onStream(
                "GET /api/v1/tasks/" + ID + "/follow?after=0",
                event("note", NOTE.formatted(1, "one"))
                        + event("note", NOTE.formatted(2, "two"))
                        + event("end", ENDED));
    }

    @AfterEach
    void stop_server() {
        server.close();
    }

    @Test
    void people_hear_of_progress_when_there_is_some() {
        Result followed = run("task", "log", "-f", ID);
        assertThat(followed.out()).isEqualTo("one\ntwo\n");
        assertThat(followed.err()).containsOnlyOnce("10 % done\n");
    }

    @Test
    void programs_get_each_event_or_bare_lines_and_nothing_else() {
        assertThat(run("task", "log", "-f", ID, "--json").out().lines())
                .containsExactly(
                        "{\"event\":\"note\",\"data\":" + NOTE.formatted(1, "one") + "}",
                        "{\"event\":\"note\",\"data\":" + NOTE.formatted(2, "two") + "}",
                        "{\"event\":\"end\",\"data\":" + ENDED + "}");
        assertThat(run("task", "log", "-f", ID, "--quiet"))
                .isEqualTo(new Result(0, "one\ntwo\n", ""));
    }

    @Test
    void programs_that_wait_get_the_end_or_the_id_and_nothing_else() {
        assertThat(run("task", "submit", "resize", "--wait", "--quiet"))
                .isEqualTo(new Result(0, ID + "\n", ""));
        assertThat(run("task", "submit", "resize", "--wait", "--json").out())
                .contains("\"timeline\"")
                .doesNotContain("\"event\"", "\"one\"");
    }

    private static String event(String kind, String data) {
        return "event: " + kind + "\ndata: " + data + "\n\n";
    }

    private Result run(String... arguments) {
        return new CommandLineRun(home)
                .with("STARGAZER_SERVER", server.url())
                .with("STARGAZER_TOKEN", "t-0")
                .run(arguments);
    }
}
