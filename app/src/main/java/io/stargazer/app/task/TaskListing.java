package io.stargazer.app.task;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.app.client.ServerAddress;
import io.stargazer.app.command.Items;
import io.stargazer.app.command.Shell;
import io.stargazer.app.command.Target;
import io.stargazer.app.terminal.Output;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints a page of tasks. */
record TaskListing(Shell shell, TaskPaths paths) {

    void show(@Nullable String type, String state, TaskPage page, String noneKey) {
        String namespace = shell.namespace().orElse(ApplicationId.DEFAULT_NAMESPACE);
        StringBuilder query = new StringBuilder(TaskPaths.TASKS).append("?state=").append(state);
        if (type == null) {
            query.append("&namespace=").append(ServerAddress.encode(namespace));
        } else {
            Target target = shell.target(type);
            query.append("&namespace=").append(ServerAddress.encode(target.namespace()));
            query.append("&type=").append(ServerAddress.encode(target.name()));
        }
        query.append("&limit=").append(page.limit);
        if (page.contains != null) {
            query.append("&contains=").append(ServerAddress.encode(page.contains));
        }
        if (page.after != null) {
            query.append("&after=").append(ServerAddress.encode(page.after));
        }
        JsonNode found = shell.api().get(query.toString());
        List<JsonNode> items = Items.of(found);
        Output output = shell.output();
        output.documents(found, Items.ids(items, "id"));
        if (items.isEmpty()) {
            output.say(noneKey, type == null ? namespace : shell.target(type));
        } else {
            output.table(TaskView.tasks(items, output));
        }
        String next = found.path("next").asText();
        if (!next.isEmpty()) {
            output.note("task.more", next);
        }
    }
}
