package io.stargazer.core.task;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.api.task.Course;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;

/** Reads tasks so that what one has in common with the one before is in memory once. One thread. */
final class SharedParts implements Codec<Task> {

    private final Codec<Task> codec;
    private TaskType type = new TaskType("none", "none");
    private String submitter = "";
    private TaskOptions options = TaskOptions.DEFAULT;

    SharedParts(Codec<Task> codec) {
        this.codec = codec;
    }

    @Override
    public void write(Task task, Sink sink) {
        codec.write(task, sink);
    }

    @Override
    public Task read(Source source) {
        Task task = codec.read(source);
        type = task.type().equals(type) ? type : task.type();
        submitter = task.submitter().equals(submitter) ? submitter : task.submitter();
        options = task.options().equals(options) ? options : task.options();
        return new Task(
                type,
                task.request().withOptions(options),
                submitter,
                task.submittedMs(),
                task.sequence(),
                task.course().equals(Course.NEW) ? Course.NEW : task.course());
    }
}
