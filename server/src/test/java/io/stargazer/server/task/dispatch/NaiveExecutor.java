package io.stargazer.server.task.dispatch;

import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.ExecutorHello.HandledType;
import io.stargazer.api.task.work.HeldAttempt;
import java.util.ArrayList;
import java.util.List;

/** An executor as it sees itself. */
final class NaiveExecutor {
    final ExecutorHello hello;
    final Worker worker;
    final List<Assignment> running = new ArrayList<>();

    /** What it had and did not name when it came anew: that is given again, once. */
    final List<HeldAttempt> unnamed = new ArrayList<>();

    boolean isAway;

    NaiveExecutor(ExecutorHello hello, Worker worker) {
        this.hello = hello;
        this.worker = worker;
    }

    int used(TaskType type) {
        return (int) running.stream().filter(each -> each.type().equals(type)).count();
    }

    boolean canTake(TaskType type) {
        int free = hello.credit() - running.size();
        HandledType handled =
                hello.types().stream()
                        .filter(each -> each.type().equals(type))
                        .findFirst()
                        .orElse(null);
        if (isAway || handled == null || used(type) >= handled.places() || free <= 0) {
            return false;
        }
        long idle = hello.types().stream().filter(each -> used(each.type()) == 0).count();
        return used(type) == 0 || free > Math.min(idle, hello.credit() / 2);
    }
}
