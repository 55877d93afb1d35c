package io.stargazer.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.client.EventStream;
import io.stargazer.app.client.ServerAddress;
import io.stargazer.app.terminal.Output;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code stargazer service}: what is offered, by which processes, to whom (RG-1, RG-2, RG-5, RG-8).
 */
@Command(name = "service")
public final class ServiceCommand {

    private static final String PATH = "/api/v1/services";

    private final Shell shell;

    public ServiceCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "list")
    int list() {
        JsonNode found = shell.api().get(PATH + shell.namespaceQuery());
        List<JsonNode> items = Items.of(found);
        Output output = shell.output();
        output.documents(found, items.stream().map(Items::qualified).toList());
        if (items.isEmpty()) {
            output.say("service.none");
        } else {
            output.table(ServiceView.table(items, output));
        }
        return 0;
    }

    @Command(name = "show")
    int show(@Parameters(paramLabel = "NAME", descriptionKey = "service-name") String name) {
        JsonNode service = shell.api().get(PATH + "/" + shell.target(name).path());
        Output output = shell.output();
        output.documents(service, Items.ids(Items.elements(service.path("instances")), "id"));
        if (output.isHuman()) {
            ServiceView.show(service, output);
        }
        return 0;
    }

    @Command(name = "watch")
    int watch(
            @Parameters(paramLabel = "NAME", descriptionKey = "service-name") String name,
            @Option(names = "--after", paramLabel = "REVISION", defaultValue = "0") long after,
            @Option(names = "--count", paramLabel = "N", defaultValue = "0") long count) {
        Output output = shell.output();
        new EventStream(shell.api(), PATH + "/" + shell.target(name).path() + "/watch", after)
                .follow(new ServiceWatch(output, count));
        return 0;
    }

    @Command(name = "drain")
    int drain(
            @Parameters(paramLabel = "NAME", descriptionKey = "service-name") String name,
            @Parameters(paramLabel = "INSTANCE", descriptionKey = "instance-id") String instance) {
        return changeWeight(name, instance, 0, "service.drained");
    }

    @Command(name = "weight")
    int weight(
            @Parameters(paramLabel = "NAME", descriptionKey = "service-name") String name,
            @Parameters(paramLabel = "INSTANCE", descriptionKey = "instance-id") String instance,
            @Parameters(paramLabel = "WEIGHT", descriptionKey = "weight-value") int weight) {
        return changeWeight(name, instance, weight, "service.weighted");
    }

    @Command(name = "remove")
    int remove(
            @Parameters(paramLabel = "NAME", descriptionKey = "service-name") String name,
            @Parameters(paramLabel = "INSTANCE", descriptionKey = "instance-id") String instance) {
        JsonNode gone = shell.api().delete(instancePath(name, instance));
        Output output = shell.output();
        output.document(gone, instance);
        output.say("service.removed", instance, shell.target(name));
        return 0;
    }

    private int changeWeight(String name, String instance, int weight, String sentence) {
        JsonNode changed =
                shell.api()
                        .put(
                                instancePath(name, instance),
                                ApiClient.newObject().put("weight", weight));
        Output output = shell.output();
        output.document(changed, instance);
        output.say(sentence, instance, shell.target(name), weight);
        return 0;
    }

    private String instancePath(String name, String instance) {
        return PATH
                + "/"
                + shell.target(name).path()
                + "/instances/"
                + ServerAddress.encode(instance);
    }
}
