package io.stargazer.server.console;

import io.stargazer.api.identity.Principal;
import io.stargazer.api.task.work.Work.Order;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Routes;
import io.stargazer.server.task.executor.ExecutorDesk;
import io.stargazer.server.task.executor.ExecutorDesk.AnsweredLog;
import io.stargazer.server.task.executor.ExecutorName;
import java.time.Instant;
import java.util.List;

/** What one tells executors on the pages of the console, and asks them for. */
public final class ExecutorActRoutes {

    private static final int LINES = 200;

    private final ExecutorDesk desk;
    private final ActRoutes acts;

    ExecutorActRoutes(ExecutorDesk desk, ActRoutes acts) {
        this.desk = desk;
        this.acts = acts;
    }

    /** An executor that is about to end, and how many attempts it has. */
    public record OfExecutor(ExecutorName executor, String verb, int attempts) {}

    /** What an executor wrote of itself. */
    public record Log(String name, List<String> lines) {}

    void addTo(Routes routes) {
        acts.act(routes, "drain-executor", (call, who) -> order(call, who, Order.DRAIN));
        acts.act(routes, "resume-executor", (call, who) -> order(call, who, Order.CONTINUE));
        acts.dialog(routes, "stop-executor", (call, who) -> ask(call, who, "stop"));
        acts.dialog(routes, "restart-executor", (call, who) -> ask(call, who, "restart"));
        acts.act(routes, "stop-executor", (call, who) -> orderTyped(call, who, Order.STOP));
        acts.act(routes, "restart-executor", (call, who) -> orderTyped(call, who, Order.RESTART));
        acts.dialog(routes, "executor-log", this::showLog);
    }

    private void order(HttpCall call, Principal principal, Order order) {
        desk.order(
                principal,
                new ExecutorName(field(call, "ns"), field(call, "name"), field(call, "app")),
                order);
        Answers.empty(call, 204, ActRoutes.CLOSE);
    }

    private void orderTyped(HttpCall call, Principal principal, Order order) {
        acts.requireTyped(call, field(call, "name"));
        order(call, principal, order);
    }

    private void ask(HttpCall call, Principal principal, String verb) {
        ExecutorName which = asked(call);
        int attempts = desk.get(principal, which).attempts().size();
        acts.show(call, "dialog-end-executor", new OfExecutor(which, verb, attempts));
    }

    private void showLog(HttpCall call, Principal principal) {
        AnsweredLog log = desk.log(principal, asked(call), 0, LINES);
        List<String> lines =
                log.lines().stream()
                        .map(line -> Instant.ofEpochMilli(log.atMs(line)) + "  " + line.text())
                        .toList();
        acts.show(call, "dialog-executor-log", new Log(log.executor().name(), lines));
    }

    private static ExecutorName asked(HttpCall call) {
        return new ExecutorName(
                call.query("ns", ""), call.query("name", ""), call.query("app", ""));
    }

    private static String field(HttpCall call, String name) {
        return LoginRoutes.field(call, name);
    }
}
