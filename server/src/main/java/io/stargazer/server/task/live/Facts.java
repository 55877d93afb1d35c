package io.stargazer.server.task.live;

import io.stargazer.api.Event;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.Table;
import io.stargazer.core.task.QueueView;
import io.stargazer.core.task.TaskView;
import io.stargazer.server.task.dispatch.Dispatcher;

/** What the log says about tasks, for a dispatcher. */
final class Facts {

    private Facts() {}

    /** All that is there: who has what is not known yet. */
    static void load(Dispatcher dispatcher, TaskView view) {
        for (Table.Entry<TaskType, QueueView> entry : view.queues()) {
            QueueView queue = entry.value();
            dispatcher.set(queue.type(), queue.settings().isPaused(), queue.settings().limits());
            for (var task : queue.pending()) {
                dispatcher.hold(task.value());
            }
        }
    }

    /** Something happened to tasks that are in no log. */
    static void hearOfEphemeral(Dispatcher dispatcher, Event event) {
        if (event instanceof TaskEvent.TasksSubmitted(var _, var tasks)) {
            dispatcher.acceptEphemeral(tasks);
        } else {
            hear(dispatcher, event);
        }
    }

    /** Something happened. */
    static void hear(Dispatcher dispatcher, Event event) {
        switch (event) {
            case TaskEvent.TasksSubmitted(var _, var tasks) -> dispatcher.accept(tasks);
            case TaskEvent.TasksResent(var _, var tasks) -> dispatcher.accept(tasks);
            case TaskEvent.AttemptsFailed(var _, var tasks) -> dispatcher.failed(tasks);
            case TaskEvent.TasksFinished(var _, var tasks) -> dispatcher.finished(tasks);
            case TaskEvent.TypeChanged(var type, var isPaused, var limits) ->
                    dispatcher.set(type, isPaused, limits);
            case TaskEvent.TypeForgotten(var type) -> dispatcher.forget(type);
            default -> {}
        }
    }
}
