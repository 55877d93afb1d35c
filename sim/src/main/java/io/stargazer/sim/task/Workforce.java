package io.stargazer.sim.task;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.sim.time.SimRandom;
import io.stargazer.sim.world.SimClient;
import io.stargazer.sim.world.SimHost;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All executors and submitters of a world, and what was seen of them. One thread. */
public final class Workforce {

    /** Types that somebody handles. */
    public static final List<TaskType> TYPES =
            List.of(type("resize"), type("mail"), type("report"));

    /** A type that nobody handles. */
    public static final TaskType LONELY = type("lonely");

    /** The application that all of them are of, and its rights. */
    public static final ApplicationId APPLICATION = ApplicationId.parse("work");

    public static final Principal PRINCIPAL = SimClient.principalOf(APPLICATION);

    private static final RetryPolicy RETRY = new RetryPolicy(4, 100, 800);

    private static final Duration QUICK = Duration.ofMillis(3);

    private final SimWorld world;
    private final SimRandom random;
    private final List<SimExecutor> executors = new ArrayList<>();
    private final List<SimSubmitter> submitters = new ArrayList<>();
    private final List<HandedOut> handedOut = new ArrayList<>();
    private final List<AwaitedTask> accepted = new ArrayList<>();
    private final Set<TaskId> twice = new HashSet<>(); // never walked through
    private boolean calm;

    public Workforce(SimWorld world) {
        this.world = world;
        this.random = world.random().stream("workforce");
    }

    private static TaskType type(String name) {
        return new TaskType(ApplicationId.DEFAULT_NAMESPACE, name);
    }

    /** They come. */
    public void begin() {
        int count = random.nextInt(2, 5);
        for (int i = 0; i < count; i++) {
            List<TaskType> types = i == 0 ? TYPES : List.of(random.pick(TYPES));
            executors.add(new SimExecutor(this, world, "e" + i, types));
        }
        submitters.add(new SimSubmitter(this, world, "p0"));
        submitters.add(new SimSubmitter(this, world, "p1"));
        executors.forEach(SimExecutor::start);
        submitters.forEach(SimSubmitter::start);
    }

    /** No handler ends its process any more, none takes long, and the network is quick. */
    public void calm() {
        calm = true;
        visitors().forEach(visitor -> visitor.slowest(QUICK));
    }

    boolean isCalm() {
        return calm;
    }

    public List<SimExecutor> executors() {
        return executors;
    }

    public List<SimSubmitter> submitters() {
        return submitters;
    }

    /** One of them dies, and comes again. */
    public void restart(Duration after) {
        random.pick(visitors()).restart(after);
    }

    public void hang(Duration duration) {
        random.pick(visitors()).hang(duration);
    }

    public void disconnect(Duration comesBack) {
        random.pick(visitors()).disconnect(comesBack);
    }

    public void slow(Duration slowest) {
        random.pick(visitors()).slowest(slowest);
    }

    /** One direction, or the other. */
    public void cutOff(SimHost from) {
        String name = random.pick(visitors()).name();
        if (random.chance(0.5)) {
            world.network().cut(name, from.name());
        } else {
            world.network().cut(from.name(), name);
        }
    }

    private List<SimVisitor> visitors() {
        List<SimVisitor> all = new ArrayList<>(executors);
        all.addAll(submitters);
        return all;
    }

    /** Everything that servers gave to executors, in order. */
    public List<HandedOut> handedOut() {
        return handedOut;
    }

    /** Every task for which a receipt has come, in order. */
    public List<AwaitedTask> accepted() {
        return accepted;
    }

    void handedOut(SimServer by, String session, List<Assignment> assignments) {
        for (Assignment one : assignments) {
            boolean isTwice = twice.contains(one.request().id());
            handedOut.add(new HandedOut(by, session, one, isTwice));
        }
    }

    void accepted(TaskType type, TaskId id) {
        accepted.add(new AwaitedTask(type, id));
    }

    /** What a handler makes of a task: the same in each attempt. */
    Bytes resultOf(HeldAttempt held) {
        return Bytes.of(("done " + held.id()).getBytes(StandardCharsets.UTF_8));
    }

    /** Somebody submits some tasks. */
    public void submit() {
        TaskType type = random.pick(TYPES);
        List<NewTask> tasks = new ArrayList<>();
        int count = random.nextInt(1, 6);
        for (int i = 0; i < count; i++) {
            tasks.add(task(options()));
        }
        random.pick(submitters).submit(type, tasks);
    }

    private TaskOptions options() {
        TaskOptions options =
                TaskOptions.DEFAULT.withRetry(RETRY).withPriority(random.nextInt(3, 7));
        return switch (random.nextInt(10)) {
            case 0 -> options.withAttemptTimeout(random.nextInt(50, 2_000));
            case 1 -> options.withRetry(RetryPolicy.NEVER);
            case 2 -> options.withDeadline(nowMs() + random.nextInt(100, 5_000));
            case 3 -> options.withNotBefore(nowMs() + random.nextInt(100, 5_000));
            default -> options;
        };
    }

    private long nowMs() {
        return world.server().timers().millis();
    }

    private NewTask task(TaskOptions options) {
        return NewTask.of(TaskId.create(nowMs(), random), Bytes.EMPTY).withOptions(options);
    }

    /** Tasks that nobody does, with deadlines in the next seconds. */
    public void submitHopeless() {
        List<NewTask> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long deadlineMs = nowMs() + random.nextInt(1_000, 4_000);
            tasks.add(task(TaskOptions.DEFAULT.withDeadline(deadlineMs)));
        }
        submitters.getFirst().submit(LONELY, tasks);
    }

    /** Somebody does not want some of the last tasks any more. */
    public void cancel() {
        if (!accepted.isEmpty()) {
            AwaitedTask task = lately();
            random.pick(submitters).cancel(task.type(), List.of(task.id()));
        }
    }

    /** Somebody wants one of the last tasks to run twice. */
    public void speculate() {
        if (!accepted.isEmpty()) {
            AwaitedTask task = lately();
            twice.add(task.id());
            random.pick(submitters).speculate(task.type(), task.id());
        }
    }

    private AwaitedTask lately() {
        int back = random.nextInt(Math.min(10, accepted.size())) + 1;
        return accepted.get(accepted.size() - back);
    }
}
