package io.stargazer.app.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.client.EventStream;
import io.stargazer.app.terminal.ExitCode;
import io.stargazer.app.terminal.Output;

/**
 * Prints what becomes of one task until it has ended. What is told again after a lost connection is
 * printed once. For scripts the result, or the log, goes to the standard output and nothing else.
 */
final class TaskFollowing implements EventStream.Listener {

    private final Output output;
    private final boolean wantsLog;
    private String state = "";
    private long fence;
    private long printed;
    private double percent = -1;
    private ExitCode status = ExitCode.FAILED;

    /**
     * @param wantsLog whether the lines are the result; otherwise what the task brings is
     */
    TaskFollowing(Output output, boolean wantsLog) {
        this.output = output;
        this.wantsLog = wantsLog;
    }

    /** The exit status: that of the task, once it has ended. */
    int status() {
        return status.number();
    }

    @Override
    public boolean onEvent(EventStream.Event event) {
        boolean isEnd = event.kind().equals("end");
        if (isEnd) {
            String ended = event.data().path("task").path("state").asText();
            status = ended.equals("succeeded") ? ExitCode.OK : ExitCode.FAILED;
        }
        switch (output.format()) {
            case JSON -> json(event);
            case QUIET -> quiet(event);
            case HUMAN -> human(event);
        }
        return !isEnd && !output.isAbandoned();
    }

    @Override
    public void onLost() {
        output.note("watch.lost");
    }

    @Override
    public void onResumed(long revision) {
        output.note("task.follows-again");
    }

    private void json(EventStream.Event event) {
        if (wantsLog) {
            output.line(
                    ApiClient.newObject()
                            .put("event", event.kind())
                            .<ObjectNode>set("data", event.data())
                            .toString());
        } else if (event.kind().equals("end")) {
            output.line(event.data().toPrettyString());
        }
    }

    private void quiet(EventStream.Event event) {
        if (wantsLog && event.kind().equals("note")) {
            lines(event.data(), false);
        } else if (!wantsLog && event.kind().equals("end")) {
            output.line(event.data().path("task").path("id").asText());
        }
    }

    private void human(EventStream.Event event) {
        switch (event.kind()) {
            case "note" -> note(event.data());
            case "task" -> changed(event.data());
            case "end" -> ended(event.data());
            default -> {}
        }
    }

    private void note(JsonNode note) {
        if (wantsLog) {
            lines(note, true);
        }
        double done = note.path("percent").asDouble(-1);
        if (done >= 0 && done != percent) {
            percent = done;
            output.note("task.done-so-far", TaskView.percent(done));
        }
    }

    /** Those that were not printed before. */
    private void lines(JsonNode note, boolean isForPeople) {
        long of = note.path("fence").asLong();
        if (of != fence) {
            fence = of;
            printed = 0;
        }
        long number = note.path("from").asLong();
        for (JsonNode line : note.path("lines")) {
            if (number > printed) {
                String text = line.asText();
                output.line(isForPeople ? Output.printable(text) : text);
                printed = number;
            }
            number++;
        }
    }

    private void changed(JsonNode detail) {
        JsonNode task = detail.path("task");
        String now = task.path("state").asText();
        String seen = now + task.path("attempts").asText();
        if (!seen.equals(state)) {
            state = seen;
            output.note(
                    task.path("attempts").asLong() == 0 ? "task.is" : "task.is-in-attempt",
                    task.path("id").asText(),
                    output.word("state", now),
                    task.path("attempts").asLong(),
                    Output.printable(task.path("executor").asText()));
        }
    }

    private void ended(JsonNode detail) {
        JsonNode task = detail.path("task");
        if (!wantsLog) {
            JsonNode result = detail.path("result");
            if (result.path("bytes").asLong() > 0) {
                output.line(TaskView.text(result));
            }
        }
        String error = task.path("error").asText();
        if (!error.isEmpty()) {
            output.note("task.because", Output.printable(error));
        }
    }
}
