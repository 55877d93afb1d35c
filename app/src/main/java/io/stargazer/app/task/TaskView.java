package io.stargazer.app.task;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.app.command.Items;
import io.stargazer.app.terminal.Cell;
import io.stargazer.app.terminal.Output;
import io.stargazer.app.terminal.Paint;
import io.stargazer.app.terminal.Table;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How tasks look to a person. */
final class TaskView {

    private static final int SHORT = 60;

    private TaskView() {}

    /** Types, a row each. */
    static Table types(List<JsonNode> types, Output output) {
        Table table =
                new Table(
                        columns(
                                output,
                                "task-type",
                                "state",
                                "queued",
                                "running",
                                "waiting",
                                "dead",
                                "oldest",
                                "submitted",
                                "ended",
                                "failed",
                                "executors"));
        for (JsonNode type : types) {
            long dead = type.path("deadLetters").asLong();
            double failed = type.path("failedPerSecond").asDouble();
            table.add(
                    Cell.of(Items.qualified(type), Paint.BOLD),
                    output.state(type.path("state").asText()),
                    Cell.number(type.path("queued").asLong()),
                    Cell.number(type.path("running").asLong()),
                    Cell.number(type.path("waiting").asLong()),
                    Cell.number(Long.toString(dead), dead > 0 ? Paint.RED : Paint.PLAIN),
                    Cell.number(age(type.path("oldestSeconds"), output), Paint.PLAIN),
                    Cell.number(Items.rate(type.path("submittedPerSecond")), Paint.PLAIN),
                    Cell.number(Items.rate(type.path("endedPerSecond")), Paint.PLAIN),
                    Cell.number(
                            Items.rate(type.path("failedPerSecond")),
                            failed > 0 ? Paint.RED : Paint.PLAIN),
                    Cell.number(type.path("executors").size()));
        }
        return table;
    }

    /** Tasks, a row each. */
    static Table tasks(List<JsonNode> tasks, Output output) {
        Table table =
                new Table(
                        columns(
                                output,
                                "task",
                                "task-type",
                                "state",
                                "submitted-at",
                                "attempts",
                                "executor",
                                "error"));
        for (JsonNode task : tasks) {
            table.add(
                    Cell.of(task.path("id").asText(), Paint.BOLD),
                    Cell.of(task.path("type").asText()),
                    state(task, output),
                    Cell.of(output.ago(task.path("submittedAt"))),
                    Cell.number(task.path("attempts").asLong()),
                    Cell.of(task.path("executor").asText()),
                    Cell.of(shortened(task.path("error").asText())));
        }
        return table;
    }

    private static Cell state(JsonNode task, Output output) {
        Cell state = output.state(task.path("state").asText());
        return task.hasNonNull("percent")
                ? Cell.of(
                        state.text() + " " + percent(task.path("percent").asDouble()),
                        state.paint())
                : state;
    }

    /** One task: what it is, what happened to it, what it wrote. */
    static void show(JsonNode detail, Output output) {
        JsonNode task = detail.path("task");
        String state = task.path("state").asText();
        output.line(
                task.path("id").asText()
                        + "  "
                        + Items.qualifiedType(task)
                        + "  "
                        + Paint.ofState(state)
                                .on(output.word("state", state), output.isColoured()));
        output.table(facts(detail, task, output));
        output.line("");
        output.table(timeline(detail, output));
        List<JsonNode> log = Items.elements(detail.path("log"));
        if (!log.isEmpty()) {
            output.line("");
            log.forEach(line -> output.line(Output.printable(line.asText())));
        }
    }

    private static Table facts(JsonNode detail, JsonNode task, Output output) {
        Facts facts = new Facts(output);
        facts.add("submitter", task.path("submitter").asText());
        facts.add("key", task.path("key").asText());
        facts.add("priority", task.path("priority").asText());
        facts.add(
                "attempts",
                output.text(
                        "task.attempts-of",
                        task.path("attempts").asLong(),
                        detail.path("retries").path("attempts").asLong()));
        facts.add("executor", task.path("executor").asText());
        if (task.hasNonNull("percent")) {
            facts.add("progress", percent(task.path("percent").asDouble()));
        }
        facts.add("group", detail.path("group").asText());
        detail.path("labels")
                .properties()
                .forEach(label ->
                        facts.add("label", label.getKey() + "=" + label.getValue().asText()));
        facts.add("payload", content(detail.path("payload"), output));
        facts.add("result", content(detail.path("result"), output));
        facts.add("error", task.path("error").asText());
        return facts.table;
    }

    /** Facts that are there; what is empty is left out. */
    private static final class Facts {
        private final Output output;
        private final Table table = Table.ofFacts();

        Facts(Output output) {
            this.output = output;
        }

        void add(String key, String value) {
            if (!value.isEmpty()) {
                table.fact(output.text("task." + key), value);
            }
        }
    }

    private static String content(JsonNode text, Output output) {
        long bytes = text.path("bytes").asLong();
        return bytes == 0 ? "" : output.text("task.bytes", bytes, shortened(text(text).strip()));
    }

    private static Table timeline(JsonNode detail, Output output) {
        Table table =
                new Table(columns(output, "when", "time", "what", "attempt", "executor", "note"));
        for (JsonNode moment : detail.path("timeline")) {
            long attempt = moment.path("attempt").asLong();
            String what = moment.path("what").asText();
            table.add(
                    Cell.of(output.ago(moment.path("at"))),
                    Cell.of(output.clockTime(moment.path("at"))),
                    Cell.of(output.word("moment", what), Paint.ofState(what)),
                    Cell.number(attempt == 0 ? "" : Long.toString(attempt), Paint.PLAIN),
                    Cell.of(moment.path("executor").asText()),
                    Cell.of(moment.path("note").asText()));
        }
        return table;
    }

    /** What is in a payload or a result: its text, or else its base 64. */
    static String text(JsonNode text) {
        return text.hasNonNull("text") ? text.path("text").asText() : text.path("base64").asText();
    }

    static String percent(double percent) {
        return String.format(Locale.ROOT, "%.0f %%", percent);
    }

    /** A limit, or the word for none. */
    static String limit(JsonNode limit, Output output) {
        return limit.asLong() == 0 ? output.text("task.any") : limit.asText();
    }

    private static String age(JsonNode seconds, Output output) {
        double value = seconds.asDouble();
        return value <= 0 ? "-" : output.span(Duration.ofMillis((long) (value * 1000)));
    }

    private static String shortened(String text) {
        return text.length() <= SHORT ? text : text.substring(0, SHORT - 1) + "…";
    }

    private static List<String> columns(Output output, String... names) {
        return Arrays.stream(names).map(name -> output.text("column." + name)).toList();
    }
}
