package io.stargazer.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.app.terminal.Output;
import io.stargazer.app.terminal.Paint;
import io.stargazer.app.terminal.Table;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code stargazer status}: how the server is (UI-3). */
@Command(name = "status")
public final class StatusCommand implements Callable<Integer> {

    private static final long MEGABYTE = 1024 * 1024;

    private final Shell shell;

    public StatusCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        JsonNode status = shell.api().get("/api/v1/status");
        Output output = shell.output();
        output.document(status, status.path("state").asText());
        String state = status.path("state").asText();
        output.say(
                "status.title",
                status.path("server").asText(),
                Paint.ofState(state).on(output.word("state", state), output.isColoured()),
                status.path("version").asText(),
                output.span(Duration.ofSeconds(status.path("uptimeSeconds").asLong())));
        output.table(facts(status, output));
        return 0;
    }

    private static Table facts(JsonNode status, Output output) {
        JsonNode log = status.path("log");
        JsonNode rates = status.path("rates");
        JsonNode memory = status.path("memory");
        Table facts = Table.ofFacts();
        for (String count :
                new String[] {"services", "instances", "applications", "sessions", "connections"}) {
            facts.fact(output.text("status." + count), status.path(count).asText());
        }
        return facts.fact(
                        output.text("status.rates"),
                        output.text(
                                "status.rates-value",
                                Items.rate(rates.path("commandsPerSecond")),
                                Items.rate(rates.path("requestsPerSecond"))))
                .fact(
                        output.text("status.memory"),
                        output.text(
                                "status.memory-value",
                                memory.path("heapBytes").asLong() / MEGABYTE,
                                memory.path("rssBytes").asLong() / MEGABYTE))
                .fact(
                        output.text("status.log"),
                        output.text(
                                "status.log-value",
                                log.path("applied").asLong(),
                                log.path("snapshot").asLong(),
                                log.path("bytes").asLong() / MEGABYTE))
                .fact(
                        output.text("status.leader"),
                        output.text(
                                "status.leader-value",
                                log.path("leader").asText(),
                                log.path("term").asLong(),
                                Items.words(log.path("voters"))))
                .fact(
                        output.text("status.revision"),
                        status.path("revision").asText()
                                + "  "
                                + status.path("stateHash").asText());
    }
}
