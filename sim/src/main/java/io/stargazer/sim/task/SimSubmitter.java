package io.stargazer.sim.task;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Stragglers;
import io.stargazer.api.task.work.Submission;
import io.stargazer.api.task.work.TaskResult;
import io.stargazer.api.task.work.TaskUpdate;
import io.stargazer.rpc.stream.EncodedItem;
import io.stargazer.server.task.Offer;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Flow;

/**
 * Somebody who wants tasks to be done, as the SDK makes it: submits the same tasks again until a
 * receipt has come, and names what it waits for on every new connection.
 */
public final class SimSubmitter extends SimVisitor {

    private static final Codec<TaskUpdate> UPDATE = Codec.of(TaskUpdate.class);

    private final Workforce workforce;

    /** Of these nobody knows whether they were accepted. */
    private final Map<TaskType, List<NewTask>> unsure = new LinkedHashMap<>();

    private final Set<TaskType> underWay = new LinkedHashSet<>();
    private final Set<AwaitedTask> awaited = new LinkedHashSet<>();
    private final Map<TaskId, TaskResult> told = new LinkedHashMap<>();

    SimSubmitter(Workforce workforce, SimWorld world, String name) {
        super(world, name);
        this.workforce = workforce;
    }

    /** Accepted, and no end was told. */
    public Set<AwaitedTask> awaited() {
        return awaited;
    }

    /** Everything that it was told. */
    public Map<TaskId, TaskResult> told() {
        return told;
    }

    @Override
    void begin() {
        unsure.clear();
        awaited.clear();
    }

    void submit(TaskType type, List<NewTask> tasks) {
        unsure.computeIfAbsent(type, none -> new ArrayList<>()).addAll(tasks);
        submit(type);
    }

    /** No task is on its way twice at once. */
    private void submit(TaskType type) {
        List<NewTask> tasks = List.copyOf(unsure.getOrDefault(type, List.of()));
        if (!isThere() || tasks.isEmpty() || !underWay.add(type)) {
            return;
        }
        Submission submission = new Submission(type, tasks, Submission.Late.ACCEPT, "", true);
        String in = session();
        ask(
                services ->
                        services.tasks().service().submit(principal, in, Offer.durable(submission)),
                receipts -> {
                    receipts.forEach(this::accepted);
                    underWay.remove(type);
                    submit(type);
                },
                failure -> {
                    underWay.remove(type);
                    again(failure, () -> submit(type));
                });
    }

    private void accepted(Receipt receipt) {
        List<NewTask> left = unsure.getOrDefault(receipt.type(), List.of());
        if (left.removeIf(task -> task.id().equals(receipt.id()))) {
            workforce.accepted(receipt.type(), receipt.id());
            if (!told.containsKey(receipt.id())) {
                awaited.add(new AwaitedTask(receipt.type(), receipt.id()));
            }
        }
    }

    /** Does not want these any more. */
    void cancel(TaskType type, List<TaskId> ids) {
        ask(
                services ->
                        services.tasks().operations().cancel(principal, type, ids, "not wanted"),
                done -> {},
                failure -> {});
    }

    /** Wants a second attempt beside the first, however short that has taken. */
    void speculate(TaskType type, TaskId id) {
        Stragglers slow = new Stragglers(type, List.of(id), List.of(), 1_000, 0);
        ask(
                services -> services.tasks().operations().speculate(principal, slow),
                done -> {},
                failure -> {});
    }

    @Override
    Flow.Publisher<EncodedItem> listen(SimServer.Services services, String session) {
        return services.tasks().service().outcomes(principal, session, List.copyOf(awaited));
    }

    @Override
    void arrived() {
        underWay.clear();
        List.copyOf(unsure.keySet()).forEach(this::submit);
    }

    @Override
    byte[] said(SimServer by, String to, byte[] item) {
        return item;
    }

    @Override
    void heard(byte[] item) {
        if (UPDATE.decode(item) instanceof TaskUpdate.Finished finished) {
            for (TaskResult result : finished.results()) {
                told.put(result.id(), result);
                awaited.remove(new AwaitedTask(result.type(), result.id()));
            }
        }
    }
}
