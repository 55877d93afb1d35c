package io.stargazer.server.task.desk;

import io.stargazer.api.task.Course;
import io.stargazer.api.task.Task;
import io.stargazer.server.task.desk.TaskStatus.RunningAttempt;
import io.stargazer.server.task.dispatch.Past;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened to a task, and what is to come, as far as it is known. */
public final class TaskTimeline {

    private TaskTimeline() {}

    /** What happened. */
    public enum What {
        SUBMITTED,
        /** An attempt ended, and there will be another. */
        ATTEMPT_FAILED,
        /** It will be its turn then. */
        DUE,
        /** An executor got it. */
        DISPATCHED,
        SUCCEEDED,
        FAILED,
        CANCELLED,
        DEAD,
        /** It has to be done by then. */
        DEADLINE;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One thing on the line.
     *
     * @param atMs milliseconds since 1970
     * @param attempt which one, 0 where it is about none
     * @param executor who had it, empty where it is about none
     * @param note why, empty for nothing to say
     */
    public record Moment(long atMs, What what, int attempt, String executor, String note) {}

    /** In the order in which they happened, or will. */
    public static List<Moment> of(TaskStatus status) {
        Task task = status.task();
        Course course = task.course();
        List<Moment> moments = new ArrayList<>();
        moments.add(new Moment(task.submittedMs(), What.SUBMITTED, 0, "", task.submitter()));
        status.past().forEach(over -> addPast(over, status, moments));
        int ended = course.attemptsEnded();
        if (ended > 0 || task.standing().isFinal()) {
            moments.add(
                    new Moment(
                            course.changedMs(),
                            whatOf(task),
                            ended,
                            course.executor(),
                            course.error()));
        }
        for (RunningAttempt attempt : status.running()) {
            moments.add(
                    new Moment(
                            attempt.beganMs(),
                            What.DISPATCHED,
                            attempt.number(),
                            attempt.executor(),
                            ""));
        }
        if (status.phase() == TaskPhase.WAITING) {
            moments.add(new Moment(task.readyMs(), What.DUE, 0, "", ""));
        }
        if (!task.standing().isFinal() && task.options().deadlineMs() > 0) {
            moments.add(new Moment(task.options().deadlineMs(), What.DEADLINE, 0, "", ""));
        }
        return moments;
    }

    /** The end of the last attempt is said by the task itself, with its reason. */
    private static void addPast(Past.Over over, TaskStatus status, List<Moment> moments) {
        int number = over.number();
        String executor = over.executor();
        moments.add(new Moment(over.beganMs(), What.DISPATCHED, number, executor, ""));
        if (number < status.task().course().attemptsEnded()) {
            moments.add(new Moment(over.endedMs(), What.ATTEMPT_FAILED, number, executor, ""));
        }
    }

    private static What whatOf(Task task) {
        return switch (task.standing()) {
            case PENDING -> What.ATTEMPT_FAILED;
            case SUCCEEDED -> What.SUCCEEDED;
            case FAILED -> What.FAILED;
            case CANCELLED -> What.CANCELLED;
            case DEAD -> What.DEAD;
        };
    }
}
