package io.stargazer.server.task.desk;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Submission;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Routes;
import io.stargazer.server.task.desk.TaskItems.TaskDetail;
import io.stargazer.server.task.desk.TaskItems.TaskList;
import io.stargazer.server.task.desk.TaskItems.TaskTypeItem;
import io.stargazer.server.task.desk.TaskItems.TaskTypeList;
import io.stargazer.server.task.desk.TaskRequests.NewTaskRequest;
import io.stargazer.server.task.desk.TaskRequests.TaskBroadcast;
import io.stargazer.server.task.desk.TaskRequests.TaskCancel;
import io.stargazer.server.task.desk.TaskRequests.TaskLimits;
import io.stargazer.server.task.desk.TaskRequests.TaskPrediction;
import io.stargazer.server.task.desk.TaskRequests.TaskReceipt;
import io.stargazer.server.task.desk.TaskRequests.TasksDone;
import io.stargazer.server.task.desk.TaskRequests.TasksOfType;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Tasks over HTTP: routes only. */
public final class TaskHttpApi {

    private static final String TASKS = "/api/v1/tasks";
    private static final String TASK = TASKS + "/{id}";
    private static final String TYPES = "/api/v1/task-types";
    private static final String TYPE = TYPES + "/{namespace}/{name}";
    private static final int USUAL_PAGE = 50;

    private final TaskDesk desk;
    private final TaskActs acts;
    private final TaskFollows follows;
    private final InstantSource clock;

    public TaskHttpApi(TaskDesk desk, TaskActs acts, TaskFollows follows, InstantSource clock) {
        this.desk = desk;
        this.acts = acts;
        this.follows = follows;
        this.clock = clock;
    }

    public void addTo(Routes routes) {
        addTasks(routes);
        addTypes(routes);
        addBulk(routes);
    }

    private void addTasks(Routes routes) {
        routes.add(
                Operation.get(TASKS, "Tasks of a namespace, page by page.", TaskList.class)
                        .withQuery("namespace", "type", "state", "contains", "after", "limit")
                        .maybeStale(),
                this::list);
        routes.add(
                Operation.post(TASKS, "Submit a task.", NewTaskRequest.class, TaskReceipt.class),
                this::submit);
        routes.add(
                Operation.post(
                        TASKS + "/broadcast",
                        "Submit a task for each executor that has a handler for the type now.",
                        NewTaskRequest.class,
                        TaskBroadcast.class),
                this::broadcast);
        routes.add(
                Operation.get(TASK, "A task with all that is known of it.", TaskDetail.class)
                        .withQuery("namespace")
                        .maybeStale(),
                call ->
                        TaskItems.detail(
                                freshness(call).task(call.principal(), namespace(call), id(call))));
        routes.events(
                Operation.get(
                                TASK + "/follow",
                                "What becomes of a task, its progress and its log, as server-sent events until it ends.",
                                TaskDetail.class)
                        .withQuery("namespace"),
                (call, events) ->
                        follows.follow(call.principal(), namespace(call), id(call), events));
        addActs(routes);
    }

    private void addActs(Routes routes) {
        routes.add(
                Operation.post(
                                TASK + "/cancel",
                                "Cancel a task that is pending; a running attempt is told to stop.",
                                TaskCancel.class,
                                null)
                        .withQuery("namespace"),
                this::cancel);
        routes.add(
                Operation.post(
                                TASK + "/retry",
                                "Try a dead letter or a failed task again.",
                                null,
                                null)
                        .withQuery("namespace"),
                call -> {
                    acts.resend(call.principal(), namespace(call), id(call));
                    return null;
                });
        routes.add(
                Operation.delete(TASK, "Forget a dead letter.").withQuery("namespace"),
                call -> {
                    acts.drop(call.principal(), namespace(call), id(call));
                    return null;
                });
    }

    private void addTypes(Routes routes) {
        routes.add(
                Operation.get(
                                TYPES,
                                "The types of tasks of a namespace, or of all that you may see.",
                                TaskTypeList.class)
                        .withQuery("namespace")
                        .maybeStale(),
                call ->
                        new TaskTypeList(
                                freshness(call).types(call.principal(), namespace(call)).stream()
                                        .map(TaskItems::of)
                                        .toList()));
        routes.add(
                Operation.get(TYPE, "A type of tasks, with its executors.", TaskTypeItem.class)
                        .maybeStale(),
                call -> TaskItems.of(freshness(call).type(call.principal(), type(call))));
        routes.add(
                Operation.post(TYPE + "/pause", "Begin no task of the type.", null, null),
                call -> {
                    acts.pause(call.principal(), type(call));
                    return null;
                });
        routes.add(
                Operation.post(TYPE + "/resume", "Begin tasks of the type again.", null, null),
                call -> {
                    acts.resume(call.principal(), type(call));
                    return null;
                });
        routes.add(
                Operation.put(
                        TYPE + "/limits",
                        "Limit what a type may use; what is left out stays.",
                        TaskLimits.class),
                this::limit);
        routes.add(
                Operation.delete(TYPE, "Forget a type without tasks and dead letters."),
                call -> {
                    acts.forget(call.principal(), type(call));
                    return null;
                });
    }

    private void addBulk(Routes routes) {
        bulk(
                routes,
                "/cancel",
                "Cancel pending tasks of the type.",
                (call, which) ->
                        acts.cancelAll(call.principal(), type(call), which.text(), reason(which)));
        bulk(
                routes,
                "/dead-letters/retry",
                "Try dead letters of the type again.",
                (call, which) -> acts.resendAll(call.principal(), type(call), which.text()));
        bulk(
                routes,
                "/dead-letters/drop",
                "Forget dead letters of the type.",
                (call, which) -> acts.dropAll(call.principal(), type(call), which.text()));
    }

    private interface Bulk {
        int run(HttpCall call, TasksOfType which);
    }

    private void bulk(Routes routes, String path, String summary, Bulk bulk) {
        routes.add(
                Operation.post(TYPE + path, summary, TasksOfType.class, TasksDone.class),
                call -> new TasksDone(bulk.run(call, call.body(TasksOfType.class))));
    }

    private static String reason(TasksOfType which) {
        return which.reason() == null ? "" : which.reason();
    }

    private Object list(HttpCall call) {
        Wanted wanted =
                new Wanted(
                        call.query("namespace", "default"),
                        call.query("type", ""),
                        Wanted.State.of(call.query("state", "all")),
                        call.query("contains", ""));
        int limit = (int) Math.min(call.queryNumber("limit", USUAL_PAGE), Integer.MAX_VALUE);
        TaskPages.Page page =
                freshness(call).page(call.principal(), wanted, call.query("after", ""), limit);
        return new TaskList(page.tasks().stream().map(TaskItems::of).toList(), page.next());
    }

    private Object submit(HttpCall call) {
        NewTaskRequest request = call.body(NewTaskRequest.class);
        Receipt receipt =
                acts.submit(
                        call.principal(),
                        request.submission(clock.millis(), ThreadLocalRandom.current()));
        if (receipt.verdict() == Receipt.Verdict.TOO_LATE) {
            throw new Rejected(
                    Status.CONFLICT,
                    "task.too-late",
                    "the task would probably miss its deadline%s: it was not accepted"
                            .formatted(expected(receipt.prediction())));
        }
        Receipt.Prediction prediction = receipt.prediction();
        return new TaskReceipt(
                receipt.id().toString(),
                receipt.type().namespace(),
                receipt.type().name(),
                TaskRequests.word(receipt.verdict()),
                prediction == null
                        ? null
                        : new TaskPrediction(
                                prediction.onTimePerMille() / 10.0,
                                TaskItems.time(prediction.p50Ms()),
                                TaskItems.time(prediction.p99Ms())));
    }

    private Object broadcast(HttpCall call) {
        NewTaskRequest request = call.body(NewTaskRequest.class);
        List<String> executors = acts.executors(call.principal(), request.taskType());
        if (executors.isEmpty()) {
            return new TaskBroadcast(List.of());
        }
        Submission submission =
                request.broadcast(executors, clock.millis(), ThreadLocalRandom.current());
        return TaskBroadcast.of(executors, acts.submitAll(call.principal(), submission));
    }

    private static String expected(Receipt.@Nullable Prediction prediction) {
        return prediction == null
                ? ""
                : ", which it would keep with a probability of %s %%"
                        .formatted(prediction.onTimePerMille() / 10.0);
    }

    private @Nullable Object cancel(HttpCall call) {
        String reason = call.body(TaskCancel.class).reason();
        acts.cancel(call.principal(), namespace(call), id(call), reason == null ? "" : reason);
        return null;
    }

    private @Nullable Object limit(HttpCall call) {
        TaskType type = type(call);
        TypeLimits now = desk.type(call.principal(), type).queue().settings().limits();
        acts.limit(call.principal(), type, call.body(TaskLimits.class).over(now));
        return null;
    }

    private TaskDesk freshness(HttpCall call) {
        if (!call.mayBeStale()) {
            return desk;
        }
        call.stamp(desk.revision());
        return desk.stale();
    }

    private static String namespace(HttpCall call) {
        return call.query("namespace", "");
    }

    private static TaskId id(HttpCall call) {
        return TaskId.parse(call.path("id"));
    }

    private static TaskType type(HttpCall call) {
        return new TaskType(call.path("namespace"), call.path("name"));
    }
}
