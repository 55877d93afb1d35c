package io.stargazer.server.console.task;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Role;
import io.stargazer.server.console.page.Badge;
import io.stargazer.server.console.page.Page;
import io.stargazer.server.console.page.View;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.View.Head;
import io.stargazer.server.console.page.View.Link;
import io.stargazer.server.console.page.Visit;
import io.stargazer.server.console.task.ExecutorsPage.Orders;
import io.stargazer.server.console.task.TaskPage.Fact;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.task.executor.ExecutorDesk;
import io.stargazer.server.task.executor.ExecutorName;
import io.stargazer.server.task.live.ExecutorStatus;
import io.stargazer.server.task.live.ExecutorStatus.RunningAttempt;
import java.util.ArrayList;
import java.util.List;

/** One executor: what it is, and the attempts that it has. */
public final class ExecutorPage implements Page {

    private final ExecutorDesk desk;

    public ExecutorPage(ExecutorDesk desk) {
        this.desk = desk;
    }

    /** What one may tell it, and whether the reader may. */
    public record Acts(Orders orders, boolean mayAct) {}

    /** An attempt in a table. */
    public record Row(String task, String href, String type, int number, String runningFor) {}

    @Override
    public View view(Visit visit) {
        ExecutorName name =
                new ExecutorName(
                        visit.parameter("namespace"),
                        visit.parameter("name"),
                        visit.parameter("application"));
        Words words = visit.words();
        Link parent = new Link(words.get("nav.executors"), "/executors?ns=" + name.namespace());
        ExecutorStatus executor;
        try {
            executor = desk.get(visit.principal(), name);
        } catch (Rejected refused) {
            if (refused.status() != Status.NOT_FOUND) {
                throw refused;
            }
            return new View(
                    new Head(name.name(), Badge.STOPPED, null, parent),
                    List.of(new Fragment("no-executor", "no-executor", name.name())),
                    false);
        }
        Acts acts = new Acts(Orders.of(executor), visit.may(Role.OPERATOR));
        List<Row> rows = executor.attempts().stream().map(attempt -> row(visit, attempt)).toList();
        return new View(
                new Head(name.name(), ExecutorsPage.badge(executor), null, parent),
                List.of(
                        new Fragment("task-facts", "task-facts", facts(visit, executor)),
                        new Fragment("executor-acts", "executor-acts", acts),
                        new Fragment("executor-attempts", "executor-attempts", rows)));
    }

    private static List<Fact> facts(Visit visit, ExecutorStatus executor) {
        Words words = visit.words();
        var session = executor.session();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(words.get("fact.application"), session.application().name()));
        facts.add(new Fact(words.get("fact.where"), session.client()));
        facts.add(new Fact(words.get("fact.since"), visit.ago(session.openedMs()).exact()));
        facts.add(
                new Fact(
                        words.get("fact.busy"),
                        words.get("fact.of", executor.outstanding(), executor.credit())));
        facts.add(new Fact(words.get("fact.types"), ExecutorsPage.types(executor)));
        return facts;
    }

    private static Row row(Visit visit, RunningAttempt attempt) {
        long seconds = Math.max(0, visit.now().toEpochMilli() - attempt.beganMs()) / 1000;
        var held = attempt.held();
        return new Row(
                held.id().toString(),
                "/task/" + held.type().namespace() + "/" + held.id(),
                held.type().name(),
                attempt.number(),
                Format.duration(visit.words(), seconds));
    }
}
