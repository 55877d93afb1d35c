package io.stargazer.core.task;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.Roll;
import io.stargazer.core.RollEditor;
import io.stargazer.core.Table;
import io.stargazer.core.TableCodec;
import io.stargazer.core.TableEditor;
import java.io.IOException;

/**
 * Tasks as rows of a snapshot:
 *
 * <pre>
 *   head | of each type: settings, pending tasks, dead letters | of each namespace: finished tasks
 * </pre>
 *
 * <p>What many tasks share is kept once when they are read.
 */
final class TaskRows {

    private static final Codec<Head> HEAD = Codec.of(Head.class);
    private static final Codec<QueueRow> QUEUE = Codec.of(QueueRow.class);
    private static final Codec<NamespaceRow> NAMESPACE = Codec.of(NamespaceRow.class);
    private static final Codec<Task> TASK = Codec.of(Task.class);

    private TaskRows() {}

    /** What is of no type. */
    public record Head(long sequence, TaskView.Dispatcher dispatcher, int queues, int namespaces) {}

    /** A type without its tasks. */
    public record QueueRow(TaskType type, QueueView.Settings settings, TaskCounts counts) {}

    /** A namespace without its tasks; those follow with their numbers. */
    public record NamespaceRow(String namespace, long first, long next, int tasks) {}

    static void write(TaskView view, TableCodec.RowWriter out) throws IOException {
        Sink sink = new Sink();
        int queues = view.queues().size();
        int namespaces = view.finished().size();
        HEAD.write(new Head(view.sequence(), view.dispatcher(), queues, namespaces), sink);
        out.row(sink);
        for (Table.Entry<TaskType, QueueView> entry : view.queues()) {
            QueueView queue = entry.value();
            QUEUE.write(new QueueRow(queue.type(), queue.settings(), queue.counts()), sink.clear());
            out.row(sink);
            TableCodec.write(queue.pending(), TASK, out);
            TableCodec.write(queue.deadLetters(), TASK, out);
        }
        for (Table.Entry<String, FinishedView> entry : view.finished()) {
            write(entry.key(), entry.value(), sink, out);
        }
    }

    private static void write(
            String namespace, FinishedView finished, Sink sink, TableCodec.RowWriter out)
            throws IOException {
        Roll<Task> order = finished.order();
        NAMESPACE.write(
                new NamespaceRow(namespace, order.first(), order.next(), finished.size()),
                sink.clear());
        out.row(sink);
        for (long number = order.first(); number < order.next(); number++) {
            Task task = order.get(number);
            if (task != null) {
                sink.clear().unsigned(number);
                TASK.write(task, sink);
                out.row(sink);
            }
        }
    }

    static TaskView read(TableCodec.RowReader in) throws IOException {
        Head head = one(HEAD, in);
        TableEditor<TaskType, QueueView> queues = TableEditor.empty();
        for (int i = 0; i < head.queues(); i++) {
            QueueView queue = readQueue(in);
            queues.put(queue.type(), queue);
        }
        TableEditor<String, FinishedView> finished = TableEditor.empty();
        for (int i = 0; i < head.namespaces(); i++) {
            NamespaceRow row = one(NAMESPACE, in);
            finished.put(row.namespace(), readFinished(row, in));
        }
        return new TaskView(queues.table(), finished.table(), head.sequence(), head.dispatcher());
    }

    private static QueueView readQueue(TableCodec.RowReader in) throws IOException {
        QueueRow row = one(QUEUE, in);
        Codec<Task> tasks = new SharedParts(TASK);
        Table<TaskId, Task> pending = TableCodec.read(tasks, Task::id, in);
        long bytes = 0;
        for (Table.Entry<TaskId, Task> entry : pending) {
            bytes += entry.value().request().payload().size();
        }
        Table<TaskId, Task> dead = TableCodec.read(tasks, Task::id, in);
        return new QueueView(row.type(), pending, bytes, dead, row.settings(), row.counts());
    }

    private static FinishedView readFinished(NamespaceRow row, TableCodec.RowReader in)
            throws IOException {
        RollEditor<Task> order = RollEditor.startingAt(row.first());
        TableEditor<TaskId, Long> numbers = TableEditor.empty();
        long bytes = 0;
        Codec<Task> tasks = new SharedParts(TASK);
        for (int i = 0; i < row.tasks(); i++) {
            Source source = in.row();
            order.skipTo(source.unsigned());
            Task task = tasks.read(source);
            source.expectEnd();
            numbers.put(task.id(), order.add(task));
            bytes += FinishedTasks.sizeBytes(task);
        }
        order.skipTo(row.next());
        return new FinishedView(numbers.table(), order.roll(), bytes);
    }

    private static <T> T one(Codec<T> codec, TableCodec.RowReader in) throws IOException {
        Source source = in.row();
        T value = codec.read(source);
        source.expectEnd();
        return value;
    }
}
