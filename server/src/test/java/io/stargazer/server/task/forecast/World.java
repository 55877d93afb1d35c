package io.stargazer.server.task.forecast;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.Course;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.task.work.ExecutorHello.HandledType;
import io.stargazer.api.task.work.Receipt.Prediction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A world in which tasks of two types come, wait and are done, and in which some of them are
 * foretold. It dispatches by itself, in the order that is promised: types take turns, then
 * priorities, then submitters take turns, then the earliest deadline. Time is in microseconds.
 */
final class World {

    private static final List<TaskType> TYPES =
            List.of(new TaskType("default", "long"), new TaskType("default", "short"));
    private static final List<String> SUBMITTERS = List.of("app:default/a", "app:default/b");
    private static final double[] MEANS = {60_000, 20_000};
    private static final long START_MS = 1_700_000_000_000L;
    private static final int CREDIT = 4;

    private final SplittableRandom random;
    private final ToDoubleFunction<SplittableRandom> shape;
    private final double load;
    private final boolean isRestless;
    private final ServiceTimes times = new ServiceTimes();
    private final QueueCensus census = new QueueCensus();
    private final Forecaster forecaster = new Forecaster(times, census, 99);
    private final List<Place> places = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Foretold> foretold = new ArrayList<>();
    private double now;
    private int turn;
    private int submitterTurn;
    private long sequence;

    /**
     * A world.
     *
     * @param shape how long attempts take, with a mean of one
     * @param load the share of the places that is busy on average
     * @param isRestless whether executors leave and come
     */
    World(
            ToDoubleFunction<SplittableRandom> shape,
            double load,
            int executors,
            boolean isRestless,
            long seed) {
        this.shape = shape;
        this.load = load;
        this.isRestless = isRestless;
        random = new SplittableRandom(seed);
        for (int i = 0; i < executors * CREDIT; i++) {
            places.add(new Place());
        }
    }

    /** One that was foretold, and how it went. */
    record Foretold(Prediction prediction, boolean wasOnTime) {}

    private static final class Place {
        private boolean isHere = true;
        private @Nullable Waiting held;
        private double since;
        private double until = Double.POSITIVE_INFINITY;
    }

    private static final class Waiting {
        private final Task task;
        private final @Nullable Prediction prediction;

        Waiting(Task task, @Nullable Prediction prediction) {
            this.task = task;
            this.prediction = prediction;
        }
    }

    List<Foretold> run(int tasks) {
        double meanService = (MEANS[0] + MEANS[1]) / 2;
        double gap = meanService / (places.size() * load);
        double nextArrival = 0;
        double nextUnrest = isRestless ? 200 * gap : Double.POSITIVE_INFINITY;
        int come = 0;
        while (come < tasks) {
            Place first = firstToEnd();
            double next = Math.min(Math.min(nextArrival, nextUnrest), first.until);
            now = next;
            if (next == first.until) {
                end(first);
            } else if (next == nextArrival) {
                arrive(come++ % 4 == 0);
                nextArrival += random.nextExponential() * gap;
            } else {
                unrest();
                nextUnrest += (100 + random.nextInt(200)) * gap;
            }
            dispatch();
        }
        places.forEach(each -> countLate(each.held));
        waiting.forEach(this::countLate);
        return foretold;
    }

    /** What is not done when the world ends, and is too late by then. */
    private void countLate(@Nullable Waiting left) {
        if (left != null && left.prediction != null && left.task.options().deadlineMs() < nowMs()) {
            foretold.add(new Foretold(left.prediction, false));
        }
    }

    private Place firstToEnd() {
        Place first = places.getFirst();
        for (Place each : places) {
            first = each.until < first.until ? each : first;
        }
        return first;
    }

    private void arrive(boolean isAsked) {
        TaskType type = TYPES.get(random.nextInt(2));
        String submitter = SUBMITTERS.get(random.nextInt(2));
        int priority = 4 + random.nextInt(3);
        double slack = MEANS[0] * Math.exp(random.nextDouble() * Math.log(60));
        boolean hasDeadline = isAsked || random.nextInt(3) > 0;
        long deadlineMs = hasDeadline ? nowMs() + Math.round(slack / 1000) : 0;
        TaskOptions options =
                TaskOptions.DEFAULT
                        .withPriority(priority)
                        .withRetry(new RetryPolicy(10, 0, 0))
                        .withDeadline(deadlineMs);
        NewTask asked = NewTask.of(new TaskId(0, ++sequence), Bytes.EMPTY).withOptions(options);
        Prediction prediction = isAsked ? foretell(type, submitter, asked) : null;
        Task task = new Task(type, asked, submitter, nowMs(), sequence, Course.NEW);
        waiting.add(new Waiting(task, prediction));
        census.queued(task, nowMs());
    }

    private @Nullable Prediction foretell(TaskType type, String submitter, NewTask task) {
        Forecaster.Question question =
                new Forecaster.Question(type, List.of(task), submitter, TypeLimits.DEFAULT);
        return forecaster.judge(question, workforce(), nowMs()).predictions().getFirst();
    }

    private Workforce workforce() {
        List<HandledType> handled =
                TYPES.stream().map(type -> new HandledType(type, CREDIT)).toList();
        List<Workforce.Executor> executors = new ArrayList<>();
        for (int i = 0; i < places.size(); i += CREDIT) {
            List<Workforce.Running> running = new ArrayList<>();
            for (Place each : places.subList(i, i + CREDIT)) {
                if (each.held != null) {
                    long elapsed = Math.round(now - each.since);
                    running.add(new Workforce.Running(each.held.task.type(), elapsed));
                }
            }
            if (places.get(i).isHere) {
                executors.add(new Workforce.Executor(CREDIT, handled, running));
            }
        }
        return new Workforce(executors);
    }

    private void end(Place place) {
        Waiting ended = place.held;
        place.held = null;
        place.until = Double.POSITIVE_INFINITY;
        if (ended != null) {
            times.record(ended.task.type(), Math.round(now - place.since));
            if (ended.prediction != null) {
                boolean isOnTime = now / 1000 + START_MS <= ended.task.options().deadlineMs();
                foretold.add(new Foretold(ended.prediction, isOnTime));
            }
        }
    }

    /** An executor leaves or comes back; what it had waits again. */
    private void unrest() {
        int executor = random.nextInt(places.size() / CREDIT);
        for (Place each : places.subList(executor * CREDIT, (executor + 1) * CREDIT)) {
            each.isHere = !each.isHere;
            each.until = Double.POSITIVE_INFINITY;
            if (each.held != null) {
                waiting.add(each.held);
                census.queued(each.held.task, nowMs());
                each.held = null;
            }
        }
    }

    private void dispatch() {
        for (Place place : places) {
            if (place.isHere && place.held == null && !waiting.isEmpty()) {
                Waiting next = next();
                waiting.remove(next);
                census.left(next.task);
                int type = TYPES.indexOf(next.task.type());
                place.held = next;
                place.since = now;
                place.until = now + MEANS[type] * shape.applyAsDouble(random);
            }
        }
    }

    private Waiting next() {
        turn = 1 - turn;
        TaskType type = TYPES.get(turn);
        List<Waiting> candidates =
                waiting.stream().filter(each -> each.task.type().equals(type)).toList();
        candidates = candidates.isEmpty() ? waiting : candidates;
        int priority =
                candidates.stream()
                        .mapToInt(each -> each.task.options().priority())
                        .max()
                        .orElseThrow();
        submitterTurn = 1 - submitterTurn;
        String favoured = SUBMITTERS.get(submitterTurn);
        return candidates.stream()
                .filter(each -> each.task.options().priority() == priority)
                .min(
                        Comparator.comparing(
                                        (Waiting each) -> !each.task.submitter().equals(favoured))
                                .thenComparingLong(World::deadlineOrNever)
                                .thenComparingLong(each -> each.task.sequence()))
                .orElseThrow();
    }

    private static long deadlineOrNever(Waiting each) {
        long deadlineMs = each.task.options().deadlineMs();
        return deadlineMs == 0 ? Long.MAX_VALUE : deadlineMs;
    }

    private long nowMs() {
        return START_MS + (long) (now / 1000);
    }
}
