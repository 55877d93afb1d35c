package io.stargazer.server.task.forecast;

import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.task.work.Receipt.Prediction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says at the submission of tasks with deadlines whether they will be in time (TK-8). Takes about a
 * millisecond for each priority in a submission, nothing without deadlines. Any thread.
 */
public final class Forecaster {

    /** More tasks of a priority are told what is between these. */
    private static final int MOST_PROBES = 4;

    private static final double MICROS = 1000;

    private final ServiceTimes times;
    private final QueueCensus census;
    private final long seed;

    /**
     * A forecaster.
     *
     * @param seed of its chance: the same questions get the same answers
     */
    public Forecaster(ServiceTimes times, QueueCensus census, long seed) {
        this.times = times;
        this.census = census;
        this.seed = seed;
    }

    /**
     * What is asked.
     *
     * @param type of the tasks
     * @param tasks that are submitted together
     * @param submitter as in {@code app:default/shop}
     * @param limits of the type
     */
    public record Question(
            TaskType type, List<NewTask> tasks, String submitter, TypeLimits limits) {
        public Question {
            tasks = List.copyOf(tasks);
        }
    }

    /**
     * What is to be expected of some tasks, before they are queued.
     *
     * @param nowMs milliseconds since 1970
     */
    public Judgement judge(Question question, Workforce workforce, long nowMs) {
        List<NewTask> tasks = question.tasks();
        List<@Nullable Prediction> predictions =
                new ArrayList<@Nullable Prediction>(Collections.nCopies(tasks.size(), null));
        boolean hasDeadlines = tasks.stream().anyMatch(each -> each.options().deadlineMs() > 0);
        if (!hasDeadlines) {
            return Judgement.nothing(tasks.size());
        }
        Stage stage = new Stage(times, census, question.type(), workforce, nowMs);
        List<Integer> order = inOrder(tasks);
        int from = 0;
        while (from < order.size()) {
            int to = from;
            int priority = options(tasks, order.get(from)).priority();
            while (to < order.size() && options(tasks, order.get(to)).priority() == priority) {
                to++;
            }
            new Group(question, order, from, nowMs).predict(to, stage, predictions);
            from = to;
        }
        return new Judgement(predictions);
    }

    /** As the dispatcher takes them: by priority, deadline, and place in the submission. */
    private static List<Integer> inOrder(List<NewTask> tasks) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            order.add(i);
        }
        order.sort(
                Comparator.comparingInt((Integer i) -> -options(tasks, i).priority())
                        .thenComparingLong(i -> deadlineOrNever(tasks, i))
                        .thenComparingInt(i -> i));
        return order;
    }

    private static long deadlineOrNever(List<NewTask> tasks, int index) {
        long deadlineMs = options(tasks, index).deadlineMs();
        return deadlineMs == 0 ? Long.MAX_VALUE : deadlineMs;
    }

    private static TaskOptions options(List<NewTask> tasks, int index) {
        return tasks.get(index).options();
    }

    /** The tasks of one priority of a submission. */
    private final class Group {

        private final Question question;
        private final List<Integer> order;
        private final int from;
        private final long nowMs;

        Group(Question question, List<Integer> order, int from, long nowMs) {
            this.question = question;
            this.order = order;
            this.from = from;
            this.nowMs = nowMs;
        }

        void predict(int to, Stage stage, List<@Nullable Prediction> predictions) {
            int asked = 0;
            while (from + asked < to && task(asked).options().deadlineMs() > 0) {
                asked++;
            }
            if (asked == 0) {
                return;
            }
            var terms = new Stage.Terms(question.limits(), task(0).options().retry());
            Scene scene = stage.scene(place(0), place(asked - 1), terms);
            if (scene == null) {
                return;
            }
            int[] probes = probes(asked);
            long chance = seed ^ task(0).id().low();
            List<Outlook> outlooks = Forecast.of(scene, positions(scene, probes), chance);
            int probe = 0;
            for (int i = 0; i < asked; i++) {
                while (probe + 1 < probes.length && i >= probes[probe + 1]) {
                    probe++;
                }
                predictions.set(order.get(from + i), prediction(i, probes, probe, outlooks));
            }
        }

        private Prediction prediction(int i, int[] probes, int probe, List<Outlook> outlooks) {
            Outlook outlook = outlooks.get(probe);
            if (i > probes[probe]) {
                double part = (i - probes[probe]) / (double) (probes[probe + 1] - probes[probe]);
                outlook = outlook.towards(outlooks.get(probe + 1), part);
            }
            TaskOptions options = task(i).options();
            long readyMs = Math.max(nowMs, options.notBeforeMs());
            return new Prediction(
                    outlook.perMilleWithin((options.deadlineMs() - readyMs) * MICROS),
                    readyMs + Math.round(outlook.quantile(0.5) / MICROS),
                    readyMs + Math.round(outlook.quantile(0.99) / MICROS));
        }

        /** Which tasks are looked at: the first, the last, and some between. */
        private int[] probes(int asked) {
            int count = Math.min(asked, MOST_PROBES);
            int[] probes = new int[count];
            for (int i = 1; i < count; i++) {
                probes[i] = (int) ((long) i * (asked - 1) / (count - 1));
            }
            return probes;
        }

        /** How many go before each, beyond those that wait in the scene. */
        private int[] positions(Scene scene, int[] probes) {
            int[] positions = new int[probes.length];
            for (int i = 0; i < probes.length; i++) {
                long more = census.before(question.type(), place(probes[i]));
                more += from + probes[i] - scene.own().waiting();
                long least = i == 0 ? 0 : positions[i - 1] + 1;
                positions[i] = Math.clamp(Math.max(more, least), 0, Integer.MAX_VALUE / 2);
            }
            return positions;
        }

        private QueueCensus.Place place(int index) {
            TaskOptions options = task(index).options();
            return new QueueCensus.Place(
                    options.priority(), question.submitter(), options.deadlineMs(), nowMs);
        }

        private NewTask task(int index) {
            return question.tasks().get(order.get(from + index));
        }
    }
}
