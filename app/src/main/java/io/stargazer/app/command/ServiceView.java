package io.stargazer.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.app.terminal.Cell;
import io.stargazer.app.terminal.Output;
import io.stargazer.app.terminal.Paint;
import io.stargazer.app.terminal.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How services look to a person. */
final class ServiceView {

    private ServiceView() {}

    /** Services, a row each. */
    static Table table(List<JsonNode> services, Output output) {
        Table table =
                new Table(
                        columns(
                                output,
                                "service",
                                "state",
                                "instances",
                                "versions",
                                "callers",
                                "calls",
                                "errors"));
        for (JsonNode service : services) {
            table.add(
                    Cell.of(Items.qualified(service), Paint.BOLD),
                    output.state(stateOf(service)),
                    Cell.number(service.path("instances").asLong()),
                    Cell.of(Items.words(service.path("versions"))),
                    Cell.number(service.path("callers").asLong()),
                    Cell.number(Items.rate(service.path("callsPerSecond")), Paint.PLAIN),
                    errors(service));
        }
        return table;
    }

    /** One service with its instances, methods and callers. */
    static void show(JsonNode service, Output output) {
        List<JsonNode> instances = Items.elements(service.path("instances"));
        output.say("service.title", Items.qualified(service), service.path("revision").asLong());
        if (service.path("protected").asBoolean()) {
            output.say("service.protected", service.path("lost").asLong(), instances.size());
        }
        output.line("");
        if (instances.isEmpty()) {
            output.say("service.no-instances");
        } else {
            output.table(instances(instances, output));
        }
        List<JsonNode> methods = Items.elements(service.path("methods"));
        if (!methods.isEmpty()) {
            output.line("");
            output.table(methods(methods, output));
        }
        List<JsonNode> callers = Items.elements(service.path("callers"));
        if (!callers.isEmpty()) {
            output.line("");
            output.table(callers(callers, output));
        }
    }

    /** Instances, a row each. */
    static Table instances(List<JsonNode> instances, Output output) {
        Table table =
                new Table(
                        columns(
                                output,
                                "instance",
                                "state",
                                "version",
                                "address",
                                "weight",
                                "zone",
                                "tags",
                                "application",
                                "since"));
        for (JsonNode instance : instances) {
            table.add(
                    Cell.of(instance.path("id").asText(), Paint.BOLD),
                    output.state(instance.path("state").asText()),
                    Cell.of(instance.path("version").asText()),
                    Cell.of(instance.path("address").asText()),
                    Cell.number(instance.path("weight").asLong()),
                    Cell.of(instance.path("zone").asText()),
                    Cell.of(Items.words(instance.path("tags"))),
                    Cell.of(instance.path("application").asText()),
                    Cell.of(output.ago(instance.path("since"))));
        }
        return table;
    }

    /** How the methods go, as callers see them and as providers serve them. */
    private static Table methods(List<JsonNode> methods, Output output) {
        Table table =
                new Table(
                        columns(
                                output,
                                "method",
                                "calls",
                                "error-share",
                                "p50",
                                "p99",
                                "served",
                                "served-p50",
                                "served-p99"));
        for (JsonNode method : methods) {
            JsonNode called = method.path("callers");
            JsonNode served = method.path("providers");
            table.add(
                    Cell.of(method.path("method").asText(), Paint.BOLD),
                    rate(called),
                    errorShare(called),
                    time(called, "p50Micros"),
                    time(called, "p99Micros"),
                    rate(served),
                    time(served, "p50Micros"),
                    time(served, "p99Micros"));
        }
        return table;
    }

    private static Cell rate(JsonNode pace) {
        String text = pace.isObject() ? Items.rate(pace.path("callsPerSecond")) : "-";
        return Cell.number(text, Paint.PLAIN);
    }

    private static Cell errorShare(JsonNode pace) {
        double calls = pace.path("callsPerSecond").asDouble();
        double errors = pace.path("errorsPerSecond").asDouble();
        String text = String.format(Locale.ROOT, "%.1f %%", calls == 0 ? 0 : errors / calls * 100);
        return Cell.number(pace.isObject() ? text : "-", errors > 0 ? Paint.RED : Paint.PLAIN);
    }

    private static Cell time(JsonNode pace, String field) {
        return Cell.number(pace.isObject() ? millis(pace.path(field)) : "-", Paint.PLAIN);
    }

    private static Table callers(List<JsonNode> callers, Output output) {
        Table table = new Table(columns(output, "called-by", "calls", "errors", "mean", "since"));
        for (JsonNode caller : callers) {
            table.add(
                    Cell.of(caller.path("application").asText(), Paint.BOLD),
                    Cell.number(Items.rate(caller.path("callsPerSecond")), Paint.PLAIN),
                    errors(caller),
                    Cell.number(millis(caller.path("meanMicros")), Paint.PLAIN),
                    Cell.of(output.ago(caller.path("since"))));
        }
        return table;
    }

    private static List<String> columns(Output output, String... names) {
        return Arrays.stream(names).map(name -> output.text("column." + name)).toList();
    }

    private static String stateOf(JsonNode service) {
        if (service.path("instances").asLong() == 0) {
            return "stopped";
        }
        return service.path("protected").asBoolean() || service.path("lost").asLong() > 0
                ? "degraded"
                : "running";
    }

    private static Cell errors(JsonNode rates) {
        JsonNode errors = rates.path("errorsPerSecond");
        return Cell.number(Items.rate(errors), errors.asDouble() > 0 ? Paint.RED : Paint.PLAIN);
    }

    private static String millis(JsonNode micros) {
        return String.format(Locale.ROOT, "%.2f ms", micros.asDouble() / 1000);
    }
}
