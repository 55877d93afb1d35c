package io.stargazer.server.task.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Unavailable;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskCommand.CancelTasks;
import io.stargazer.api.task.TaskCommand.SubmitTasks;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.task.TaskMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TK-6: what is kept in memory is bounded in number and bytes. */
class EphemeralTasksTest {

    private static final TaskType TYPE = new TaskType("default", "fleeting");

    private final EphemeralTasks tasks = new EphemeralTasks();
    private long submitted;

    private List<TaskId> submit(int count, int bytes) {
        List<NewTask> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(NewTask.of(new TaskId(7, ++submitted), Bytes.of(new byte[bytes])));
        }
        tasks.apply("app:default/shop", new SubmitTasks(TYPE, "app:default/shop", requests), 1);
        return requests.stream().map(NewTask::id).toList();
    }

    private void refuses(int count, int bytes) {
        assertThatThrownBy(() -> submit(count, bytes))
                .isInstanceOfSatisfying(
                        Unavailable.Overloaded.class,
                        full -> assertThat(full.code()).isEqualTo("task.too-many-ephemeral"));
    }

    private void cancel(List<TaskId> ids) {
        tasks.apply("app:default/shop", new CancelTasks(TYPE, ids, "enough"), 2);
    }

    @Test
    void so_many_may_be_pending_until_some_have_ended() {
        List<TaskId> first = submit(10_000, 0);
        for (int i = 1; i < TaskMemory.MOST_PENDING / 10_000; i++) {
            submit(10_000, 0);
        }
        refuses(1, 0);
        cancel(first.subList(0, 2));
        refuses(3, 0);
        submit(2, 0);
        refuses(1, 0);
    }

    @Test
    void their_payloads_may_have_so_many_bytes_until_some_have_ended() {
        int large = NewTask.MAX_PAYLOAD_BYTES;
        List<TaskId> all = submit((int) (TaskMemory.MOST_BYTES / large), large);
        refuses(1, 1);
        submit(1, 0);
        cancel(all.subList(0, 1));
        submit(1, large);
        refuses(1, 1);
    }

    @Test
    void what_has_ended_is_remembered_for_a_while() {
        List<TaskId> ended = submit(10_000, 0);
        cancel(ended);
        assertThat(tasks.find(TYPE, ended.getFirst())).isNotNull();
        cancel(submit(1, 0));
        assertThat(tasks.find(TYPE, ended.getFirst())).isNull();
        assertThat(tasks.find(TYPE, ended.getLast())).isNotNull();
    }
}
