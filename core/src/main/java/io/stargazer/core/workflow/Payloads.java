package io.stargazer.core.workflow;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.workflow.Step;
import io.stargazer.api.workflow.Template;
import io.stargazer.core.Table;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the payloads of a step's tasks out of its template and the results of other steps. */
final class Payloads {

    /** How many tasks a step may become. */
    static final int MOST_PARTS = 10_000;

    private static final Bytes NULL = Bytes.utf8("null");

    private final WorkflowRun run;
    private final Step step;
    private final TreeMap<String, Bytes> results = new TreeMap<>();
    private final List<Template.Piece> pieces;
    private final List<Bytes> items;
    private final String trouble;

    Payloads(WorkflowRun run, int index) {
        this.run = run;
        this.step = run.planned(index);
        pieces = step.payload().pieces();
        List<Bytes> found =
                step.isFanOut() ? JsonArray.elements(result(step.forEach())) : List.of(NULL);
        items = found == null ? List.of() : found;
        if (found == null) {
            trouble = "the result of '" + step.forEach() + "' is no JSON array";
        } else if (items.size() > MOST_PARTS) {
            trouble =
                    "the result of '%s' has %s elements, of at most %s"
                            .formatted(step.forEach(), items.size(), MOST_PARTS);
        } else {
            trouble = "";
        }
    }

    /** How many tasks it becomes. */
    int size() {
        return items.size();
    }

    /** Why it cannot become tasks, empty when it can. */
    String trouble() {
        return trouble;
    }

    /** The payload of one of its tasks; null when that is larger than a payload may be. */
    @Nullable Bytes of(int part) {
        Sink sink = new Sink();
        for (Template.Piece piece : pieces) {
            byte[] bytes =
                    piece.isReference()
                            ? inserted(piece.text(), part).toArray()
                            : Bytes.utf8(piece.text()).toArray();
            sink.raw(bytes, 0, bytes.length);
            if (sink.size() > NewTask.MAX_PAYLOAD_BYTES) {
                return null;
            }
        }
        return Bytes.of(sink.toArray());
    }

    private Bytes inserted(String name, int part) {
        return switch (name) {
            case Template.INPUT -> run.origin().input();
            case Template.ITEM -> items.get(part);
            default -> result(name);
        };
    }

    private Bytes result(String name) {
        return results.computeIfAbsent(name, this::made);
    }

    /** The result of a step: of its task as it is, of a fan-out as a JSON array. */
    private Bytes made(String name) {
        int index = run.shape().indexOf(name);
        boolean isArray = run.planned(index).isFanOut();
        Sink sink = new Sink();
        for (Table.Entry<Part.Place, Part> entry : run.partsFrom(index)) {
            Part.Place place = entry.key();
            if (place.step() != index) {
                break;
            }
            if (isArray) {
                sink.raw((byte) (place.part() == 0 ? '[' : ','));
            }
            Part part = entry.value();
            byte[] result =
                    (part.outcome() == Part.Outcome.SUCCEEDED ? part.result() : NULL).toArray();
            sink.raw(result, 0, result.length);
        }
        if (isArray) {
            byte[] end = Bytes.utf8(sink.size() == 0 ? "[]" : "]").toArray();
            sink.raw(end, 0, end.length);
        }
        // A step that failed before it had a task has no result either.
        return !isArray && sink.size() == 0 && run.step(index).tasks() == 0
                ? NULL
                : Bytes.of(sink.toArray());
    }
}
