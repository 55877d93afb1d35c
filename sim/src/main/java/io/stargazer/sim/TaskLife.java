package io.stargazer.sim;

import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.core.task.QueueView;
import io.stargazer.sim.task.Workforce;
import io.stargazer.sim.time.SimRandom;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** What may happen to tasks, to those who want them and to those who do them. */
final class TaskLife {

    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final int ROUNDS = 20;

    private final SimWorld world;
    private final Workforce workforce;
    private final SimRandom random;

    TaskLife(SimWorld world, Workforce workforce) {
        this.world = world;
        this.workforce = workforce;
        this.random = world.random().stream("task life");
    }

    void addTo(Steps steps) {
        steps.may("submit", 30, workforce::submit);
        steps.may("cancel", 5, workforce::cancel);
        steps.may("speculate", 4, workforce::speculate);
        steps.may("pause", 2, () -> operate(TaskLife::pause, type()));
        steps.may("resume", 4, () -> operate(TaskLife::resume, type()));
        steps.may("limit", 2, () -> operate(this::limit, type()));
        steps.may("worker dies", 6, () -> workforce.restart(upTo(4_000)));
        steps.may("worker hangs", 3, () -> workforce.hang(upTo(12_000)));
        steps.may("worker away", 6, () -> workforce.disconnect(upTo(3_000)));
        steps.may("worker slow", 2, () -> workforce.slow(upTo(500)));
        steps.may("worker cut off", 3, () -> workforce.cutOff(random.pick(world.hosts())));
    }

    /** Nothing keeps tasks from being done any more. */
    void heal() {
        workforce.calm();
        Workforce.TYPES.forEach(type -> free(type, ROUNDS));
    }

    /** For a while: the last that somebody said may reach the log when all is well again. */
    private void free(TaskType type, int rounds) {
        QueueView queue = world.history().last().tasks().queue(type);
        boolean isFree =
                queue == null
                        || queue.settings()
                                .equals(new QueueView.Settings(false, TypeLimits.DEFAULT));
        if (!isFree) {
            operate(TaskLife::resume, type);
            operate((server, given) -> limit(server, given, TypeLimits.DEFAULT), type);
        }
        if (rounds > 1) {
            world.clock().after(AGAIN, () -> free(type, rounds - 1));
        }
    }

    /** Somebody at the leader's console: what fails, fails. */
    private void operate(BiConsumer<SimServer, TaskType> what, TaskType type) {
        SimServer server = world.server();
        if (server.isOpen()) {
            server.process().after(Duration.ZERO, () -> what.accept(server, type));
        }
    }

    private static void pause(SimServer server, TaskType type) {
        CompletableFuture<Boolean> _ =
                server.services().tasks().operations().pause(Workforce.PRINCIPAL, type);
    }

    private static void resume(SimServer server, TaskType type) {
        CompletableFuture<Boolean> _ =
                server.services().tasks().operations().resume(Workforce.PRINCIPAL, type);
    }

    private void limit(SimServer server, TaskType type) {
        int rate = random.chance(0.5) ? 0 : random.nextInt(1, 20);
        limit(server, type, new TypeLimits(rate, random.nextInt(0, 3), 100_000, 1 << 30));
    }

    private static void limit(SimServer server, TaskType type, TypeLimits limits) {
        CompletableFuture<Boolean> _ =
                server.services().tasks().operations().limit(Workforce.PRINCIPAL, type, limits);
    }

    private TaskType type() {
        return random.pick(Workforce.TYPES);
    }

    private Duration upTo(int millis) {
        return random.between(Duration.ZERO, Duration.ofMillis(millis));
    }
}
