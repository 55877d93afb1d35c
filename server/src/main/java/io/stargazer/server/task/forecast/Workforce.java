package io.stargazer.server.task.forecast;

import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.task.work.ExecutorHello.HandledType;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who is there to do tasks, at one moment. Immutable.
 *
 * @param executors all that are connected and take work
 */
public record Workforce(List<Executor> executors) {

    public Workforce {
        executors = List.copyOf(executors);
    }

    /**
     * An executor.
     *
     * @param credit how many attempts it takes at a time
     * @param types what it has handlers for, and how many places
     * @param running what it does now
     */
    public record Executor(int credit, List<HandledType> types, List<Running> running) {
        public Executor {
            types = List.copyOf(types);
            running = List.copyOf(running);
        }

        private int placesFor(TaskType type) {
            for (HandledType each : types) {
                if (each.type().equals(type)) {
                    return Math.min(each.places(), credit);
                }
            }
            return 0;
        }
    }

    /**
     * An attempt that was dispatched.
     *
     * @param elapsedMicros how long ago, microseconds
     */
    public record Running(TaskType type, long elapsedMicros) {}

    /** Those that can do tasks of a type. */
    Workforce of(TaskType type) {
        List<Executor> able = new ArrayList<>();
        for (Executor each : executors) {
            if (each.placesFor(type) > 0) {
                able.add(each);
            }
        }
        return new Workforce(able);
    }

    int credit() {
        long credit = 0;
        for (Executor each : executors) {
            credit += each.credit();
        }
        return (int) Math.min(credit, Integer.MAX_VALUE);
    }

    /** How many of a type may run at a time. */
    int atOnce(TaskType type, TypeLimits limits) {
        long places = 0;
        for (Executor each : executors) {
            places += each.placesFor(type);
        }
        long most = limits.atOnce() == 0 ? places : Math.min(places, limits.atOnce());
        return (int) Math.min(most, Integer.MAX_VALUE);
    }

    /** All types that somebody here handles or does, by name. */
    SortedSet<TaskType> types() {
        SortedSet<TaskType> types = new TreeSet<>();
        for (Executor executor : executors) {
            executor.types().forEach(each -> types.add(each.type()));
            executor.running().forEach(each -> types.add(each.type()));
        }
        return types;
    }
}
