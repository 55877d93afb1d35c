package io.stargazer.api.task;

/**
 * A task as every server knows it.
 *
 * @param type what kind of task it is
 * @param request what was asked for
 * @param submitter who asked, as in {@code app:default/shop}
 * @param submittedMs when it was accepted, milliseconds since 1970
 * @param sequence its place in the order in which all tasks of the cluster were accepted, or sent
 *     again, from 1
 * @param course how it has fared
 */
public record Task(
        TaskType type,
        NewTask request,
        String submitter,
        long submittedMs,
        long sequence,
        Course course) {

    public TaskId id() {
        return request.id();
    }

    public TaskOptions options() {
        return request.options();
    }

    public Standing standing() {
        return course.standing();
    }

    /**
     * The moment from which it may be dispatched, milliseconds since 1970: not before its time, nor
     * before it has rested from an attempt that failed.
     */
    public long readyMs() {
        long earliest = options().notBeforeMs();
        if (course.attemptsEnded() == 0) {
            return earliest;
        }
        long pauseMs = options().retry().pauseMs(id(), course.attemptsEnded());
        return Math.max(earliest, course.changedMs() + pauseMs);
    }

    public Task withCourse(Course newCourse) {
        return new Task(type, request, submitter, submittedMs, sequence, newCourse);
    }
}
