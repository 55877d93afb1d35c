package io.stargazer.app.task;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.command.Items;
import io.stargazer.app.command.Shell;
import io.stargazer.app.command.Target;
import io.stargazer.app.terminal.Cell;
import io.stargazer.app.terminal.Output;
import io.stargazer.app.terminal.Paint;
import io.stargazer.app.terminal.Table;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stargazer task schedule}: tasks that are submitted at given times (TK-7). */
@Command(name = "schedule")
public final class ScheduleCommand {

    private static final String PATH = "/api/v1/schedules";

    private final Shell shell;

    public ScheduleCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "list")
    int list() {
        JsonNode found = shell.api().get(PATH + shell.namespaceQuery());
        List<JsonNode> items = Items.of(found);
        Output output = shell.output();
        output.documents(found, items.stream().map(Items::qualified).toList());
        if (items.isEmpty()) {
            output.say("schedule.none");
            return 0;
        }
        Table table =
                new Table(
                        Stream.of(
                                        "schedule",
                                        "state",
                                        "timing",
                                        "zone",
                                        "task-type",
                                        "next",
                                        "last",
                                        "fired",
                                        "skipped")
                                .map(name -> output.text("column." + name))
                                .toList());
        for (JsonNode item : items) {
            table.add(
                    Cell.of(Items.qualified(item), Paint.BOLD),
                    output.state(item.path("state").asText()),
                    Cell.of(item.path("timing").asText()),
                    Cell.of(item.path("zone").asText()),
                    Cell.of(item.path("type").asText()),
                    Cell.of(output.ago(item.path("nextAt"))),
                    Cell.of(output.ago(item.path("last").path("fireAt"))),
                    Cell.number(item.path("fired").asLong()),
                    Cell.number(item.path("skipped").asLong()));
        }
        output.table(table);
        return 0;
    }

    @Command(name = "put")
    int put(
            @Parameters(paramLabel = "NAME", descriptionKey = "schedule-name") String name,
            @Mixin ScheduleRequest request) {
        Target schedule = shell.target(name);
        JsonNode done = shell.api().put(path(schedule, ""), request.body(shell));
        Output output = shell.output();
        output.document(done, schedule.toString());
        JsonNode made = shell.api().get(path(schedule, "?count=1"));
        output.say("schedule.put", schedule, output.ago(made.path("next").path(0)));
        return 0;
    }

    @Command(name = "show")
    int show(@Parameters(paramLabel = "NAME", descriptionKey = "schedule-name") String name) {
        JsonNode detail = shell.api().get(path(shell.target(name), ""));
        JsonNode item = detail.path("schedule");
        Output output = shell.output();
        output.document(detail, Items.qualified(item));
        String state = item.path("state").asText();
        output.say(
                "schedule.title",
                Items.qualified(item),
                Paint.ofState(state).on(output.word("state", state), output.isColoured()),
                item.path("timing").asText(),
                item.path("zone").asText());
        Table facts = Table.ofFacts();
        for (String fact : new String[] {"type", "misfire", "overlap", "by", "fired", "skipped"}) {
            facts.fact(output.text("schedule." + fact), item.path(fact).asText());
        }
        facts.fact(output.text("task.payload"), detail.path("payload").asText());
        facts.fact(output.text("schedule.last"), item.path("last").path("task").asText());
        output.table(facts);
        return 0;
    }

    @Command(name = "next")
    int next(
            @Parameters(paramLabel = "NAME", descriptionKey = "schedule-name") String name,
            @Option(names = "--count", paramLabel = "N", defaultValue = "10") int count) {
        JsonNode detail = shell.api().get(path(shell.target(name), "?count=" + count));
        List<JsonNode> times = Items.elements(detail.path("next"));
        Output output = shell.output();
        switch (output.format()) {
            case JSON -> output.line(detail.path("next").toPrettyString());
            case QUIET -> times.forEach(time -> output.line(time.asText()));
            case HUMAN -> {
                times.forEach(time -> output.line(time.asText() + "  " + output.ago(time)));
                if (times.isEmpty()) {
                    output.say("schedule.never");
                }
            }
        }
        return 0;
    }

    @Command(name = "pause")
    int pause(@Parameters(paramLabel = "NAME", descriptionKey = "schedule-name") String name) {
        return act(name, "/pause", "schedule.paused");
    }

    @Command(name = "resume")
    int resume(@Parameters(paramLabel = "NAME", descriptionKey = "schedule-name") String name) {
        return act(name, "/resume", "schedule.resumed");
    }

    @Command(name = "delete")
    int delete(
            @Parameters(paramLabel = "NAME", descriptionKey = "schedule-name") String name,
            @Option(
                            names = {"-y", "--yes"},
                            descriptionKey = "yes")
                    boolean isSure) {
        shell.confirm("schedule.delete-warning", name, isSure);
        Target schedule = shell.target(name);
        JsonNode gone = shell.api().delete(path(schedule, ""));
        shell.output().document(gone, schedule.toString());
        shell.output().say("schedule.deleted", schedule);
        return 0;
    }

    private int act(String name, String verb, String sentence) {
        Target schedule = shell.target(name);
        JsonNode done = shell.api().post(path(schedule, verb), ApiClient.newObject());
        shell.output().document(done, schedule.toString());
        shell.output().say(sentence, schedule);
        return 0;
    }

    private static String path(Target schedule, String more) {
        return PATH + "/" + schedule.path() + more;
    }
}
