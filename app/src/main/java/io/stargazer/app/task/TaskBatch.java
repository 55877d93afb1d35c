package io.stargazer.app.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.command.Shell;
import io.stargazer.app.command.Target;
import io.stargazer.app.terminal.Output;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Does the same to several tasks: to those that are named, one after the other until one is
 * refused, or to all of a type.
 */
record TaskBatch(Shell shell, List<String> ids) {

    /** Of those that were named, if any. */
    static TaskBatch of(Shell shell, @Nullable List<String> ids) {
        return new TaskBatch(shell, ids == null ? List.of() : ids);
    }

    /** Does it to each that is named. */
    void each(Consumer<String> act, String sentence) {
        if (ids.isEmpty()) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "cli.no-tasks",
                    shell.messages().text("error.no-tasks"));
        }
        Output output = shell.output();
        ObjectNode document = ApiClient.newObject();
        ArrayNode done = document.putArray("items");
        for (String id : ids) {
            act.accept(id);
            done.add(id);
            output.say(sentence, id);
        }
        output.documents(document, ids);
    }

    /** Does it to all of a type, or to those whose texts have something in them. */
    int all(
            Target type,
            String verb,
            @Nullable String contains,
            ObjectNode body,
            boolean isSure,
            String sentence) {
        if (!ids.isEmpty()) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "cli.tasks-and-type",
                    shell.messages().text("error.tasks-and-type"));
        }
        shell.confirm(sentence + "-warning", type.toString(), isSure);
        if (contains != null) {
            body.put("contains", contains);
        }
        JsonNode done = shell.api().post(TaskPaths.type(type, verb), body);
        Output output = shell.output();
        output.document(done, done.path("tasks").asText());
        output.say(sentence, done.path("tasks").asLong(), type);
        return 0;
    }
}
