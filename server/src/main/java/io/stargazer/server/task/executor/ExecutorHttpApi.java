package io.stargazer.server.task.executor;

import io.stargazer.api.task.work.Work.Order;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Routes;
import io.stargazer.server.task.executor.ExecutorItems.ExecutorDetail;
import io.stargazer.server.task.executor.ExecutorItems.ExecutorList;
import io.stargazer.server.task.executor.ExecutorItems.ExecutorLogLines;
import java.time.InstantSource;

/** Executors over HTTP: routes only. The leader answers: nobody else knows them. */
public final class ExecutorHttpApi {

    private static final String EXECUTORS = "/api/v1/task-executors";
    private static final String EXECUTOR = EXECUTORS + "/{namespace}/{name}";
    private static final int USUAL_LINES = 100;

    private final ExecutorDesk desk;
    private final InstantSource clock;

    public ExecutorHttpApi(ExecutorDesk desk, InstantSource clock) {
        this.desk = desk;
        this.clock = clock;
    }

    public void addTo(Routes routes) {
        routes.add(
                Operation.get(
                                EXECUTORS,
                                "The executors of a namespace, or of all that you may see.",
                                ExecutorList.class)
                        .withQuery("namespace"),
                call ->
                        new ExecutorList(
                                desk.list(call.principal(), call.query("namespace", "")).stream()
                                        .map(ExecutorItems::of)
                                        .toList()));
        routes.add(
                Operation.get(
                                EXECUTOR,
                                "An executor with the attempts that it has.",
                                ExecutorDetail.class)
                        .withQuery("application"),
                call ->
                        ExecutorItems.detail(
                                desk.get(call.principal(), name(call)), clock.millis()));
        routes.add(
                Operation.get(
                                EXECUTOR + "/log",
                                "The last lines of an executor's own log, which it is asked for.",
                                ExecutorLogLines.class)
                        .withQuery("application", "lines", "after"),
                this::log);
        addOrders(routes);
    }

    private void addOrders(Routes routes) {
        order(routes, "drain", Order.DRAIN, "Let an executor finish what it has and take no more.");
        order(routes, "resume", Order.CONTINUE, "Let an executor take work again.");
        order(
                routes,
                "stop",
                Order.STOP,
                "Let an executor end: what it cannot finish in time goes to others.");
        order(routes, "restart", Order.RESTART, "The same, and let it begin anew.");
    }

    private void order(Routes routes, String verb, Order order, String summary) {
        routes.add(
                Operation.post(EXECUTOR + "/" + verb, summary, null, null).withQuery("application"),
                call -> {
                    desk.order(call.principal(), name(call), order);
                    return null;
                });
    }

    private Object log(HttpCall call) {
        long lines = Math.min(call.queryNumber("lines", USUAL_LINES), Integer.MAX_VALUE);
        long after = call.queryNumber("after", 0);
        return ExecutorItems.of(desk.log(call.principal(), name(call), after, (int) lines));
    }

    private static ExecutorName name(HttpCall call) {
        return new ExecutorName(
                call.path("namespace"), call.path("name"), call.query("application", ""));
    }
}
