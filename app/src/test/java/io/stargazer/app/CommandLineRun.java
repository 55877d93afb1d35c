package io.stargazer.app;

import io.stargazer.app.client.ApiClient;
import io.stargazer.app.terminal.Streams;
import io.stargazer.app.terminal.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Runs command lines in this process, in surroundings that a test chooses. */
public final class CommandLineRun {

    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    /** What came of it. */
    public record Result(int status, String out, String err) {}

    private final Map<String, String> environment = new HashMap<>();
    private String input = "";
    private boolean isTerminal;
    private Locale language = Locale.ENGLISH;
    private Instant now = NOW;
    private Duration patience = Duration.ofSeconds(10);
    private Duration leaderless = Duration.ofSeconds(5);

    public CommandLineRun(Path home) {
        environment.put("HOME", home.toString());
    }

    public CommandLineRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public CommandLineRun typing(String text) {
        input = text;
        return this;
    }

    public CommandLineRun onTerminal() {
        isTerminal = true;
        return this;
    }

    public CommandLineRun in(Locale other) {
        language = other;
        return this;
    }

    public CommandLineRun at(Instant moment) {
        now = moment;
        return this;
    }

    CommandLineRun patient(Duration answer) {
        patience = answer;
        return this;
    }

    CommandLineRun waitingForALeader(Duration most) {
        leaderless = most;
        return this;
    }

    Surroundings surroundings(StringWriter out, StringWriter err) {
        return new Surroundings(
                new Streams(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintWriter(out),
                        new PrintWriter(err),
                        isTerminal),
                environment,
                Clock.fixed(now, ZoneOffset.UTC),
                language);
    }

    public Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.run(
                        surroundings(out, err),
                        new ApiClient.Timeouts(Duration.ofSeconds(3), patience, leaderless),
                        arguments);
        return new Result(status, out.toString(), err.toString());
    }
}
