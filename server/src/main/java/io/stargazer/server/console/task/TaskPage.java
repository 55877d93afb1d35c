package io.stargazer.server.console.task;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.identity.Role;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.server.console.page.Badge;
import io.stargazer.server.console.page.Badge.State;
import io.stargazer.server.console.page.Page;
import io.stargazer.server.console.page.View;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.View.Head;
import io.stargazer.server.console.page.View.Link;
import io.stargazer.server.console.page.Visit;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Format.Moment;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.task.desk.TaskDesk;
import io.stargazer.server.task.desk.TaskStatus;
import io.stargazer.server.task.desk.TaskTimeline;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** One task: what it is, what happened to it, what it wrote, what it brought. */
public final class TaskPage implements Page {

    private static final int MOST_SHOWN_BYTES = 16 * 1024;

    private final TaskDesk desk;

    public TaskPage(TaskDesk desk) {
        this.desk = desk;
    }

    /** What one may do with the task. */
    public record Acts(
            String namespace, String id, boolean mayCancel, boolean mayRetry, boolean mayDrop) {}

    /** A point of the timeline. */
    public record Point(State state, String what, String who, String note, Moment when) {}

    /** One fact. */
    public record Fact(String name, String value) {}

    /** Bytes, or the first of them. */
    public record Content(String id, String title, String size, String text) {}

    @Override
    public View view(Visit visit) {
        TaskId id = TaskId.parse(visit.parameter("id"));
        Words words = visit.words();
        TaskStatus status;
        try {
            status = desk.task(visit.principal(), visit.parameter("namespace"), id);
        } catch (Rejected refused) {
            if (refused.status() != Status.NOT_FOUND) {
                throw refused;
            }
            Link parent = new Link(words.get("nav.tasks"), "/tasks?ns=" + visit.namespace());
            return new View(
                    new Head(id.toString(), Badge.STOPPED, null, parent),
                    List.of(new Fragment("no-task", "no-task", id.toString())),
                    false);
        }
        Task task = status.task();
        Link parent = new Link(task.type().name(), TasksPage.href(task.type()));
        List<Fragment> fragments = new ArrayList<>();
        fragments.add(new Fragment("task-facts", "task-facts", facts(visit, status)));
        fragments.add(new Fragment("timeline", "timeline", timeline(visit, status)));
        if (!status.log().isEmpty()) {
            fragments.add(new Fragment("task-log", "task-log", status.log()));
        }
        fragments.add(content(words, "payload", task.request().payload()));
        if (task.standing() == Standing.SUCCEEDED) {
            fragments.add(content(words, "result", task.course().result()));
        }
        if (visit.may(Role.OPERATOR)) {
            fragments.add(1, new Fragment("task-acts", "task-acts", acts(status)));
        }
        return new View(
                new Head(id.toString(), TaskBadge.of(status.phase()), null, parent), fragments);
    }

    /** The address of a task's own page. */
    static String href(Task task) {
        return "/task/" + task.type().namespace() + "/" + task.id();
    }

    private static Acts acts(TaskStatus status) {
        Task task = status.task();
        boolean isDead = task.standing() == Standing.DEAD;
        return new Acts(
                task.type().namespace(),
                task.id().toString(),
                !task.standing().isFinal(),
                isDead || task.standing() == Standing.FAILED,
                isDead);
    }

    private static List<Fact> facts(Visit visit, TaskStatus status) {
        Words words = visit.words();
        Task task = status.task();
        List<Fact> facts = new ArrayList<>();
        add(facts, words, "submitter", task.submitter());
        add(facts, words, "key", task.request().key());
        add(facts, words, "priority", Integer.toString(task.options().priority()));
        add(
                facts,
                words,
                "attempts",
                words.get("fact.of", status.attempts(), task.options().retry().attempts()));
        add(facts, words, "executor", status.executor());
        var said = status.said();
        if (said != null && said.perMille() >= 0) {
            add(
                    facts,
                    words,
                    "progress",
                    Format.percent(words, said.perMille() / 1000.0).toString());
        }
        if (task.options().deadlineMs() > 0) {
            Moment deadline = Format.until(words, visit.now(), task.options().deadlineMs());
            add(facts, words, "deadline", deadline.exact());
        }
        add(facts, words, "group", task.options().group());
        task.options()
                .labels()
                .forEach((name, value) -> add(facts, words, "label", name + " = " + value));
        add(facts, words, "error", task.course().error());
        return facts;
    }

    private static void add(List<Fact> facts, Words words, String key, String value) {
        if (!value.isEmpty()) {
            facts.add(new Fact(words.get("fact." + key), value));
        }
    }

    private static List<Point> timeline(Visit visit, TaskStatus status) {
        Words words = visit.words();
        return TaskTimeline.of(status).stream()
                .map(moment ->
                        new Point(
                                colour(moment.what()),
                                words.get("moment." + moment.what().word()),
                                moment.attempt() == 0
                                        ? ""
                                        : words.get(
                                                "moment.attempt",
                                                moment.attempt(),
                                                moment.executor()),
                                moment.note(),
                                moment.atMs() > visit.now().toEpochMilli()
                                        ? Format.until(words, visit.now(), moment.atMs())
                                        : visit.ago(moment.atMs())))
                .toList();
    }

    private static State colour(TaskTimeline.What what) {
        return switch (what) {
            case DISPATCHED, SUCCEEDED -> State.RUNNING;
            case ATTEMPT_FAILED, DEADLINE -> State.DEGRADED;
            case FAILED, DEAD -> State.FAILED;
            case SUBMITTED, DUE, CANCELLED -> State.STOPPED;
        };
    }

    private static Fragment content(Words words, String key, Bytes bytes) {
        byte[] value = bytes.toArray();
        String size = Format.bytes(words, value.length).toString();
        Content content = new Content("task-" + key, words.get("task." + key), size, text(value));
        return new Fragment(content.id(), "task-content", content);
    }

    /** As text where it is, else in hexadecimal digits; cut where it is long. */
    private static String text(byte[] value) {
        int shown = Math.min(value.length, MOST_SHOWN_BYTES);
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            return text.length() <= shown ? text : text.substring(0, shown) + "…";
        } catch (CharacterCodingException notText) {
            String digits = HexFormat.of().formatHex(value, 0, Math.min(shown, 512));
            return digits + (value.length > 512 ? "…" : "");
        }
    }
}
