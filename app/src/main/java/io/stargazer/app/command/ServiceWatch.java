package io.stargazer.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.client.EventStream;
import io.stargazer.app.terminal.Output;
import io.stargazer.app.terminal.Paint;
import java.util.List;

/** Prints the changes of one service as they come, a line each. */
final class ServiceWatch implements EventStream.Listener {

    private final Output output;
    private final long limit;
    private long printed;

    /**
     * @param limit how many events to print before ending; 0 goes on for ever
     */
    ServiceWatch(Output output, long limit) {
        this.output = output;
        this.limit = limit;
    }

    @Override
    public boolean onEvent(EventStream.Event event) {
        switch (output.format()) {
            case JSON ->
                    output.line(
                            ApiClient.newObject()
                                    .put("event", event.kind())
                                    .put("revision", event.revision())
                                    .<ObjectNode>set("data", event.data())
                                    .toString());
            case QUIET -> output.line(Long.toString(event.revision()));
            case HUMAN -> {
                if (event.kind().equals("listing")) {
                    listing(event.data());
                } else {
                    output.line(sentence(event));
                }
            }
        }
        printed++;
        return printed != limit && !output.isAbandoned();
    }

    @Override
    public void onLost() {
        output.note("watch.lost");
    }

    @Override
    public void onResumed(long revision) {
        output.note("watch.resumed", revision);
    }

    private void listing(JsonNode service) {
        List<JsonNode> instances = Items.elements(service.path("instances"));
        if (instances.isEmpty()) {
            output.say("watch.empty");
        } else {
            output.table(ServiceView.instances(instances, output));
        }
        output.say("watch.waiting");
    }

    private String sentence(EventStream.Event event) {
        JsonNode data = event.data();
        JsonNode instance = data.path("instance");
        String id = data.path("instanceId").asText(instance.path("id").asText());
        String what =
                switch (data.path("type").asText()) {
                    case "instance-up" -> up(instance);
                    case "instance-suspect" -> mark("?", Paint.AMBER, "watch.suspect", id);
                    case "instance-down" -> mark("-", Paint.RED, "watch.down", id, reason(data));
                    case "protection" ->
                            data.path("active").asBoolean()
                                    ? mark("!", Paint.AMBER, "watch.protected", lost(data))
                                    : mark("!", Paint.GREEN, "watch.unprotected", lost(data));
                    case "caller" ->
                            mark(
                                    ">",
                                    Paint.PLAIN,
                                    data.path("calls").asBoolean()
                                            ? "watch.caller"
                                            : "watch.caller-gone",
                                    data.path("application").asText());
                    default -> data.toString();
                };
        return output.clockTime(data.path("at")) + "  " + what;
    }

    private String up(JsonNode instance) {
        return mark(
                "+",
                Paint.GREEN,
                "watch.up",
                instance.path("id").asText(),
                instance.path("address").asText(),
                instance.path("version").asText(),
                instance.path("weight").asLong());
    }

    private String reason(JsonNode data) {
        return output.word("reason", data.path("reason").asText());
    }

    private static String lost(JsonNode data) {
        return data.path("lost").asLong() + "/" + data.path("total").asLong();
    }

    private String mark(String sign, Paint paint, String key, Object... arguments) {
        return paint.on(sign, output.isColoured()) + " " + output.text(key, arguments);
    }
}
