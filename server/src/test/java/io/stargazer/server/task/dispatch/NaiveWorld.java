package io.stargazer.server.task.dispatch;

import static io.stargazer.server.task.dispatch.Desk.A;
import static io.stargazer.server.task.dispatch.Desk.B;
import static io.stargazer.server.task.dispatch.Desk.C;

import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.ExecutorHello.HandledType;
import io.stargazer.api.task.work.HeldAttempt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Executors, a log and submitters that do as they like, and what a simple mind knows of the rules:
 * everything is looked at after every step, in lists and maps without any order to be clever with.
 */
final class NaiveWorld {

    private static final List<TaskType> TYPES = List.of(A, B, C);
    private static final List<String> NAMES = List.of("e1", "e2", "e3", "e4");
    private static final List<String> SUBMITTERS = List.of("x", "y", "z");

    private final Random random;
    private final Desk desk = new Desk();
    private final Map<TaskId, Task> pending = new TreeMap<>();
    private final Map<String, NaiveExecutor> places = new LinkedHashMap<>();
    private final Map<TaskId, Long> lastFence = new HashMap<>();
    private final Set<TaskId> speculated = new TreeSet<>();

    /** Those that were ever begun a second time: each of the two may be given again. */
    private final Set<TaskId> twins = new TreeSet<>();

    /** They may begin their second attempt at once. */
    private final Set<TaskId> lost = new TreeSet<>();

    private final Set<TaskType> paused = new TreeSet<>();
    private final Map<TaskType, Integer> atOnce = new TreeMap<>();

    /** Every executor handles every type, and nothing fails. */
    private boolean isCalm;

    /** Ends that were said and that the log has not heard of yet. */
    private final List<Said> onTheWay = new ArrayList<>();

    private final List<String> broken = new ArrayList<>();

    private record Said(TaskType type, EndedAttempt end) {}

    NaiveWorld(Random random) {
        this.random = random;
    }

    List<String> broken() {
        return broken;
    }

    boolean isDone() {
        return pending.isEmpty() && onTheWay.isEmpty();
    }

    Set<TaskId> unfinished() {
        return pending.keySet();
    }

    /** Anything. */
    void happen() {
        switch (random.nextInt(14)) {
            case 0, 1 -> submit();
            case 3 -> join(any(NAMES));
            case 4 -> leave();
            case 5 -> blink();
            case 6 -> pause();
            case 7 -> limit();
            case 8 -> cancel();
            case 9 -> speculate();
            case 10 -> desk.passes(random.nextInt(400));
            default -> work();
        }
        listen();
    }

    /** From now on everybody works. */
    void calm() {
        for (TaskType type : TYPES) {
            paused.remove(type);
            atOnce.remove(type);
            desk.step(() -> desk.dispatcher.set(type, false, TypeLimits.DEFAULT));
        }
        listen();
        isCalm = true;
        for (String name : NAMES) {
            join(name);
            listen();
        }
    }

    /** An executor ends something, the log hears of something, time goes by. */
    void work() {
        desk.passes(random.nextInt(200));
        listen();
        finishOne();
        listen();
        decideOne();
        listen();
    }

    private <T> T any(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private void submit() {
        TaskType type = any(TYPES);
        List<Task> tasks = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            TaskOptions options = TaskOptions.DEFAULT.withPriority(4 + random.nextInt(3));
            options = chance(4) ? options.withNotBefore(desk.nowMs + random.nextInt(600)) : options;
            options = chance(4) ? options.withDeadline(desk.nowMs + random.nextInt(3000)) : options;
            options = chance(5) ? options.withExecutor(any(NAMES)) : options;
            options = chance(5) ? options.withAttemptTimeout(1 + random.nextInt(500)) : options;
            Task task = desk.task(type, any(SUBMITTERS), options);
            pending.put(task.id(), task);
            tasks.add(task);
        }
        desk.submit(tasks);
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    /** An executor comes, or comes back with some of what it has. */
    private void join(String name) {
        NaiveExecutor before = places.get(name);
        List<HeldAttempt> held = new ArrayList<>();
        List<Assignment> kept = new ArrayList<>();
        if (before != null) {
            before.running.stream().filter(_ -> !chance(4)).forEach(kept::add);
            kept.forEach(each -> held.add(each.held()));
            desk.step(() -> desk.dispatcher.crew().away(before.worker));
        }
        List<HandledType> types = new ArrayList<>();
        TYPES.stream()
                .filter(_ -> isCalm || !chance(3))
                .forEach(type -> types.add(new HandledType(type, 1 + random.nextInt(6))));
        types.add(new HandledType(new TaskType("default", "d"), 1));
        int credit = Math.max(held.size(), 1 + random.nextInt(8));
        ExecutorHello hello = new ExecutorHello(name, types, credit, held);
        NaiveExecutor place =
                new NaiveExecutor(hello, desk.join(hello, before == null ? null : before.worker));
        place.running.addAll(kept);
        if (before != null) {
            before.running.stream()
                    .filter(each -> !kept.contains(each))
                    .forEach(each -> place.unnamed.add(each.held()));
            desk.step(() -> desk.dispatcher.crew().leave(before.worker));
        }
        places.put(name, place);
    }

    private void leave() {
        if (!places.isEmpty()) {
            NaiveExecutor gone = any(List.copyOf(places.values()));
            places.remove(gone.hello.name());
            desk.step(() -> desk.dispatcher.crew().leave(gone.worker));
        }
    }

    private void blink() {
        if (!places.isEmpty()) {
            NaiveExecutor away = any(List.copyOf(places.values()));
            away.isAway = true;
            desk.step(() -> desk.dispatcher.crew().away(away.worker));
        }
    }

    private void pause() {
        TaskType type = any(TYPES);
        if (!paused.remove(type)) {
            paused.add(type);
        }
        set(type);
    }

    private void limit() {
        TaskType type = any(TYPES);
        atOnce.put(type, random.nextInt(5));
        set(type);
    }

    private void set(TaskType type) {
        TypeLimits limits = new TypeLimits(0, atOnce.getOrDefault(type, 0), 100, 100);
        desk.step(() -> desk.dispatcher.set(type, paused.contains(type), limits));
    }

    private void cancel() {
        if (!pending.isEmpty()) {
            Task task = any(List.copyOf(pending.values()));
            finish(task, Standing.CANCELLED, task.course().fence());
        }
    }

    private void speculate() {
        List<NaiveExecutor> busy =
                places.values().stream().filter(p -> !p.running.isEmpty()).toList();
        if (!busy.isEmpty()) {
            Assignment slow = any(any(busy).running);
            speculated.add(slow.request().id());
            desk.step(() -> desk.dispatcher.crew().speculate(slow.type(), slow.request().id()));
            listen();
            speculated.remove(slow.request().id());
        }
    }

    private void finishOne() {
        List<NaiveExecutor> busy =
                places.values().stream().filter(p -> !p.running.isEmpty()).toList();
        if (busy.isEmpty()) {
            return;
        }
        NaiveExecutor place = any(busy);
        Assignment done = place.running.remove(random.nextInt(place.running.size()));
        AttemptEnd end =
                !isCalm && chance(5)
                        ? new AttemptEnd.Failed("no", true)
                        : new AttemptEnd.Succeeded(done.request().payload());
        EndedAttempt ended =
                new EndedAttempt(
                        done.request().id(), done.fence(), place.hello.name(), end, List.of());
        onTheWay.add(new Said(done.type(), ended));
        desk.step(() ->
                desk.dispatcher
                        .crew()
                        .returned(place.worker, done.type(), done.request().id(), done.fence()));
    }

    /** The log decides, by the same rule as the real one. */
    private void decideOne() {
        if (onTheWay.isEmpty()) {
            return;
        }
        Said said = onTheWay.remove(random.nextInt(onTheWay.size()));
        EndedAttempt end = said.end();
        Task task = pending.get(end.id());
        if (task == null || end.fence() <= task.course().fence()) {
            return;
        }
        switch (end.end()) {
            case AttemptEnd.Succeeded _ -> finish(task, Standing.SUCCEEDED, end.fence());
            case AttemptEnd.DeadlineMissed _ -> finish(task, Standing.FAILED, end.fence());
            default -> {
                if (task.course().attemptsEnded() >= 50) {
                    finish(task, Standing.DEAD, end.fence());
                } else {
                    pending.put(task.id(), desk.fail(task, end.fence()));
                }
            }
        }
    }

    private void finish(Task task, Standing standing, long fence) {
        pending.remove(task.id());
        Task ended = desk.ended(task, standing, fence);
        desk.step(() -> desk.dispatcher.finished(List.of(ended)));
    }

    /** Takes note of what the dispatcher said, and looks whether it was right. */
    private void listen() {
        for (TaskType type : TYPES) {
            for (EndedAttempt end : desk.ends(type)) {
                onTheWay.add(new Said(type, end));
                if (end.end() instanceof AttemptEnd.Lost) {
                    lost.add(end.id());
                }
            }
        }
        while (desk.hasNews()) {
            for (String name : NAMES) {
                for (Assignment given : desk.givenTo(name)) {
                    begin(name, given);
                }
                desk.stoppedAt(name).forEach(stop -> stopped(name, stop));
            }
        }
        lookForWorkLeftLying();
    }

    private void begin(String name, Assignment given) {
        TaskId id = given.request().id();
        NaiveExecutor place = places.get(name);
        Task task = pending.get(id);
        if (place == null || task == null) {
            return; // it left, or the task ended, in the same step
        }
        boolean isAgain = place.unnamed.remove(given.held());
        require(isAgain || given.fence() > lastFence.getOrDefault(id, 0L), "fence of", given);
        require(place.hello.handles(given.type()), "no handler for", given);
        require(given.fence() > task.course().fence(), "old fence of", given);
        boolean isTwin = isAgain && twins.contains(id);
        require(isFree(id) || speculated.contains(id) || isTwin, "twice at a time", given);
        boolean isHurried = speculated.contains(id) || (lost.contains(id) && given.attempt() == 2);
        require(isAgain || task.readyMs() <= desk.nowMs || isHurried, "too early", given);
        String only = task.options().executor();
        require(only.isEmpty() || only.equals(name), "wrong", given);
        if (speculated.contains(id)) {
            twins.add(id);
        }
        lastFence.put(id, Math.max(given.fence(), lastFence.getOrDefault(id, 0L)));
        place.running.add(given);
        boolean fits = place.running.size() <= place.hello.credit();
        require(isAgain || fits, "beyond the credit", given);
    }

    private boolean isFree(TaskId id) {
        return places.values().stream()
                .flatMap(place -> place.running.stream())
                .noneMatch(each -> each.request().id().equals(id) && mayCount(each));
    }

    private boolean mayCount(Assignment each) {
        Task task = pending.get(each.request().id());
        return task != null && each.fence() > task.course().fence();
    }

    /** It stops at once, or goes on as if it had not heard. */
    private void stopped(String name, HeldAttempt stop) {
        NaiveExecutor place = places.get(name);
        if (place != null && random.nextBoolean()) {
            place.running.removeIf(each -> each.held().equals(stop));
            desk.step(() ->
                    desk.dispatcher
                            .crew()
                            .returned(place.worker, stop.type(), stop.id(), stop.fence()));
        }
    }

    /** Nothing that could be given out is not given out. */
    private void lookForWorkLeftLying() {
        for (Task task : pending.values()) {
            Whereabouts found = desk.dispatcher.find(task.type(), task.id());
            require(found != null, "forgotten", task.id());
            boolean isWaiting = found != null && found.where() == Whereabouts.Where.QUEUED;
            if (isWaiting && !isFull(task.type()) && takerOf(task) != null) {
                broken.add(task.id() + " waits though " + takerOf(task) + " is free");
            }
        }
    }

    private boolean isFull(TaskType type) {
        int most = atOnce.getOrDefault(type, 0);
        return most > 0 && desk.dispatcher.load(type).running() >= most;
    }

    private @Nullable String takerOf(Task task) {
        String only = task.options().executor();
        return places.values().stream()
                .filter(place -> only.isEmpty() || place.hello.name().equals(only))
                .filter(place -> place.canTake(task.type()))
                .map(place -> place.hello.name())
                .findFirst()
                .orElse(null);
    }

    private void require(boolean condition, String what, Object about) {
        if (!condition) {
            broken.add(what + " " + about);
        }
    }
}
