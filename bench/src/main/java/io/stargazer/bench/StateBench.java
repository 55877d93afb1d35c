package io.stargazer.bench;

import io.stargazer.api.Command;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.RegistryCommand;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.SessionCommand;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.Asked;
import io.stargazer.core.ControlState;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * What the one apply thread pays for a command that comes from the log: reading it, deciding, the
 * running hash, and a view for every 20 commands. Time of the processor, so that neighbours matter
 * little; tasks travel by the hundred.
 */
final class StateBench implements Bench {

    private static final String SUBJECT = "stargazer";
    private static final TaskType RESIZE = new TaskType("default", "resize");
    private static final Bytes PAYLOAD = Bytes.of(new byte[64]);
    private static final int BATCH = 100;
    private static final int BATCHES = 400;
    private static final int INSTANCES = 10_000;
    private static final int COMMANDS_A_VIEW = 20;
    private static final int WARM_UPS = 6;

    private final Random random = new Random(1);
    private final ArrayDeque<TaskId> live = new ArrayDeque<>();
    private ControlState state = new ControlState();
    private long timeMs = 1_795_132_800_000L;

    @Override
    public String name() {
        return "state";
    }

    @Override
    public String about() {
        return "what applying commands costs, and the memory of a million pending tasks";
    }

    @Override
    public List<String> cases() {
        return List.of("register", "tasks-0", "tasks-10000", "tasks-1000000", "keyed-1000000");
    }

    @Override
    public List<String> subjects() {
        return List.of(SUBJECT);
    }

    @Override
    public void run(Report report, Plan plan) {
        if (plan.wants("register")) {
            registrations(report, plan);
        }
        for (int pending : new int[] {0, 10_000, 1_000_000}) {
            if (plan.wants("tasks-" + pending)) {
                tasks(report, plan, pending, false);
            }
        }
        if (plan.wants("keyed-1000000")) {
            tasks(report, plan, 1_000_000, true);
        }
    }

    private void registrations(Report report, Plan plan) {
        state = new ControlState();
        ApplicationId shop = new ApplicationId("default", "shop");
        apply(List.of(item(new SessionCommand.OpenSession("s-1", shop, "host"))));
        for (int round = -WARM_UPS; round < plan.rounds(); round++) {
            List<Asked> items = new ArrayList<>();
            for (int i = 0; i < INSTANCES; i++) {
                ServiceName service = new ServiceName("default", "service-" + i / 10);
                String version = "1." + (round + WARM_UPS);
                Instance instance = Instance.of("i-" + i, version, "10.0.0.1:8080");
                items.add(item(new RegistryCommand.Register("s-1", service, instance)));
            }
            Collections.shuffle(items, random);
            long nanos = apply(items);
            if (round >= 0) {
                report.figure("register", SUBJECT, "cpu", (double) nanos / INSTANCES, "ns");
            }
        }
    }

    private void tasks(Report report, Plan plan, int pending, boolean areKeyed) {
        String name = (areKeyed ? "keyed-" : "tasks-") + pending;
        state = new ControlState();
        live.clear();
        long usedBefore = usedBytes();
        for (int i = 0; i < pending; i += BATCH) {
            apply(List.of(submission(areKeyed)));
        }
        if (pending > 0) {
            double bytes = (double) (usedBytes() - usedBefore) / pending;
            report.figure(name, SUBJECT, "memory-per-task", bytes, "B");
        }
        for (int round = -WARM_UPS; round < plan.rounds(); round++) {
            long submitted = apply(many(() -> submission(areKeyed)));
            long ended = apply(many(this::endings));
            if (round >= 0) {
                int tasks = BATCHES * BATCH;
                report.figure(name, SUBJECT, "submit-cpu", (double) submitted / tasks, "ns");
                report.figure(name, SUBJECT, "end-cpu", (double) ended / tasks, "ns");
            }
        }
    }

    private static List<Asked> many(Supplier<Asked> one) {
        List<Asked> items = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            items.add(one.get());
        }
        return items;
    }

    private Asked submission(boolean areKeyed) {
        timeMs++;
        List<NewTask> tasks = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            TaskId id =
                    areKeyed
                            ? new TaskId(random.nextLong(), random.nextLong())
                            : TaskId.create(timeMs, random);
            live.add(id);
            tasks.add(NewTask.of(id, PAYLOAD));
        }
        return item(new TaskCommand.SubmitTasks(RESIZE, "app:default/shop", tasks));
    }

    private Asked endings() {
        AttemptEnd done = new AttemptEnd.Succeeded(Bytes.of(new byte[8]));
        List<EndedAttempt> attempts = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            TaskId id = live.remove();
            attempts.add(new EndedAttempt(id, state.nextRevision(), "e-1", done, List.of()));
        }
        return item(new TaskCommand.EndAttempts(RESIZE, attempts));
    }

    private static Asked item(Command command) {
        return Asked.of("server:s1", command);
    }

    /** Applies what was logged; returns the time of the processor that it took. */
    private long apply(List<Asked> items) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int applied = 0;
        for (Asked item : items) {
            Asked asked = Asked.decode(item.item());
            state.apply(new Stamp(state.nextRevision(), timeMs, asked.actor()), asked);
            if (++applied % COMMANDS_A_VIEW == 0) {
                state.view();
            }
        }
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
