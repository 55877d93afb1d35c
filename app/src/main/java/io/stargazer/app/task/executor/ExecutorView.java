package io.stargazer.app.task.executor;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.app.command.Items;
import io.stargazer.app.terminal.Cell;
import io.stargazer.app.terminal.Output;
import io.stargazer.app.terminal.Paint;
import io.stargazer.app.terminal.Table;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How executors look to a person. */
final class ExecutorView {

    /** A clock that is off by more is worth a word; the way of the answer takes less. */
    private static final double NOTICED_SECONDS = 5;

    private ExecutorView() {}

    /** Executors, a row each. */
    static Table executors(List<JsonNode> executors, Output output) {
        Table table =
                table(
                        output,
                        "executor",
                        "application",
                        "state",
                        "busy",
                        "credit",
                        "task-types",
                        "since",
                        "where");
        for (JsonNode executor : executors) {
            table.add(
                    Cell.of(Items.qualified(executor), Paint.BOLD),
                    Cell.of(executor.path("application").asText()),
                    output.state(executor.path("state").asText()),
                    Cell.number(executor.path("busy").asLong()),
                    Cell.number(executor.path("credit").asLong()),
                    Cell.of(types(executor)),
                    Cell.of(output.ago(executor.path("since"))),
                    Cell.of(Output.printable(executor.path("client").asText())));
        }
        return table;
    }

    /** The types, each with its places. */
    private static String types(JsonNode executor) {
        return Items.elements(executor.path("types")).stream()
                .map(type -> type.path("name").asText() + ":" + type.path("places").asText())
                .collect(Collectors.joining(" "));
    }

    /** One executor, and what it has. */
    static void show(JsonNode detail, Output output) {
        JsonNode executor = detail.path("executor");
        String state = executor.path("state").asText();
        output.line(
                Items.qualified(executor)
                        + "  "
                        + Paint.ofState(state)
                                .on(output.word("state", state), output.isColoured()));
        Table facts = Table.ofFacts();
        facts.fact(output.text("executor.application"), executor.path("application").asText());
        facts.fact(
                output.text("executor.busy"),
                output.text(
                        "executor.busy-of",
                        executor.path("busy").asLong(),
                        executor.path("credit").asLong()));
        facts.fact(output.text("executor.types"), types(executor));
        facts.fact(output.text("executor.since"), output.ago(executor.path("since")));
        facts.fact(
                output.text("executor.where"), Output.printable(executor.path("client").asText()));
        output.table(facts);
        List<JsonNode> attempts = Items.elements(detail.path("attempts"));
        if (!attempts.isEmpty()) {
            output.line("");
            output.table(attempts(attempts, output));
        }
    }

    private static Table attempts(List<JsonNode> attempts, Output output) {
        Table table = table(output, "task", "task-type", "attempt", "running-for");
        for (JsonNode attempt : attempts) {
            long ms = (long) (attempt.path("seconds").asDouble() * 1000);
            table.add(
                    Cell.of(attempt.path("task").asText(), Paint.BOLD),
                    Cell.of(attempt.path("type").asText()),
                    Cell.number(attempt.path("number").asLong()),
                    Cell.of(output.span(Duration.ofMillis(ms))));
        }
        return table;
    }

    /** Its own log, by the clock of the servers. */
    static void log(JsonNode told, Output output) {
        for (JsonNode line : told.path("lines")) {
            output.line(
                    output.clockTime(line.path("at"))
                            + "  "
                            + Output.printable(line.path("text").asText()));
        }
        if (told.path("lines").isEmpty()) {
            output.say("executor.log-empty");
        }
        double ahead = told.path("clockAheadSeconds").asDouble();
        if (Math.abs(ahead) > NOTICED_SECONDS) {
            output.note(
                    ahead > 0 ? "executor.clock-ahead" : "executor.clock-behind",
                    output.span(Duration.ofMillis((long) (Math.abs(ahead) * 1000))));
        }
    }

    private static Table table(Output output, String... names) {
        return new Table(Stream.of(names).map(name -> output.text("column." + name)).toList());
    }
}
