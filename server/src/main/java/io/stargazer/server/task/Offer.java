package io.stargazer.server.task;

import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Submission;
import java.util.List;

/**
 * What somebody wants to be accepted.
 *
 * @param isEphemeral whether it is to be kept in the memory of the leader alone
 */
public record Offer(Submission submission, boolean isEphemeral) {

    public static Offer durable(Submission submission) {
        return new Offer(submission, false);
    }

    public static Offer ephemeral(Submission submission) {
        return new Offer(submission, true);
    }

    public TaskType type() {
        return submission.type();
    }

    public List<NewTask> tasks() {
        return submission.tasks();
    }

    public boolean isAwaited() {
        return submission.isAwaited();
    }

    /** Some of its tasks, or all of them, of this type and however late. */
    Offer of(TaskType type, List<NewTask> some) {
        return new Offer(
                new Submission(type, some, Submission.Late.ACCEPT, "", isAwaited()), isEphemeral);
    }
}
