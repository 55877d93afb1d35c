package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.terminal.ExitCode;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ctrl-C while something is followed, on a real process. */
final class InterruptTest {

    @Test
    @Timeout(60)
    void watch_ends_quietly_with_130() throws Exception {
        try (RecordedServer server = new RecordedServer()) {
            server.onStream(
                            "GET /api/v1/services/default/shop/watch?after=0",
                            Recordings.event("listing", 41, "{\"instances\":[]}"))
                    .onStream("GET /api/v1/services/default/shop/watch?after=41", "");
            Process watch =
                    new ProcessBuilder(
                                    ProcessHandle.current().info().command().orElseThrow(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Main.class.getName(),
                                    "service",
                                    "watch",
                                    "shop",
                                    "--server",
                                    server.url(),
                                    "--quiet")
                            .start();
            BufferedReader out = watch.inputReader(StandardCharsets.UTF_8);
            assertThat(out.readLine()).isEqualTo("41");
            new ProcessBuilder("kill", "-INT", Long.toString(watch.pid())).start().waitFor();
            assertThat(watch.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(watch.exitValue()).isEqualTo(ExitCode.INTERRUPTED.number());
            assertThat(watch.errorReader(StandardCharsets.UTF_8).readLine()).isNull();
        }
    }
}
