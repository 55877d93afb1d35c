package io.stargazer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.codec.Malformed;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.core.schedule.ScheduleView;
import io.stargazer.core.task.TaskView;
import io.stargazer.core.workflow.WorkflowView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SnapshotTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 100, 115, 1000, 2000})
    void a_state_restored_from_a_snapshot_goes_on_as_the_original_does(int commands)
            throws IOException {
        RandomCommands source = new RandomCommands(21);
        History original = new History().play(source, commands);
        ControlView view = original.view();

        ControlView read = read(rows(view));
        ControlState restored = new ControlState();
        restored.restore(read);
        History copy = new History(restored);

        assertSame(read, view);
        for (int i = 0; i < 500; i++) {
            var command = source.next();
            assertThat(copy.apply(command)).isEqualTo(original.apply(command));
        }
        assertSame(copy.view(), original.view());
    }

    private static void assertSame(ControlView one, ControlView other) throws IOException {
        assertThat(one.hash()).isEqualTo(other.hash());
        assertThat(rows(one)).isEqualTo(rows(other));
        assertThat(one.registry().instances()).isEqualTo(other.registry().instances());
        assertThat(contents(one.registry().bySession()))
                .isEqualTo(contents(other.registry().bySession()));
        assertThat(lost(one)).isEqualTo(lost(other));
        assertThat(sizes(one)).isEqualTo(sizes(other));
    }

    /** What of tasks and workflows is not written but found out while they are read. */
    private static List<Long> sizes(ControlView view) {
        List<Long> sizes = new ArrayList<>();
        view.tasks().queues().forEach(entry -> sizes.add(entry.value().pendingBytes()));
        view.tasks()
                .finished()
                .forEach(entry -> {
                    sizes.add(entry.value().bytes());
                    sizes.add(entry.value().order().first());
                    sizes.add(entry.value().order().next());
                });
        WorkflowView workflows = view.workflows();
        sizes.add(workflows.endedBytes());
        workflows.runs().forEach(entry -> sizes.add(entry.value().bytes()));
        workflows.ended().forEach(entry -> sizes.add(entry.key()));
        workflows.awaited().forEach(entry -> sizes.add(entry.key().low()));
        return sizes;
    }

    @Test
    void a_snapshot_from_before_there_were_tasks_is_read() throws IOException {
        ControlView view = new History().play(new RandomCommands(21), 1000).view();
        ControlView without =
                new ControlView(
                        view.revision(),
                        view.timeMs(),
                        view.hash(),
                        view.identity(),
                        view.sessions(),
                        view.registry(),
                        TaskView.EMPTY,
                        WorkflowView.EMPTY,
                        ScheduleView.EMPTY);
        List<String> rows = rows(without);
        rows.removeLast();
        rows.removeLast();
        rows.removeLast();
        rows.set(0, "01" + rows.get(0).substring(2));
        ControlView read = read(rows);
        assertThat(read.tasks()).isEqualTo(TaskView.EMPTY);
        assertSame(read, without);
    }

    @Test
    void a_snapshot_from_before_there_were_workflows_is_read() throws IOException {
        ControlView view = new History().play(new RandomCommands(21), 1000).view();
        ControlView without =
                new ControlView(
                        view.revision(),
                        view.timeMs(),
                        view.hash(),
                        view.identity(),
                        view.sessions(),
                        view.registry(),
                        view.tasks(),
                        WorkflowView.EMPTY,
                        ScheduleView.EMPTY);
        List<String> rows = rows(without);
        rows.removeLast();
        rows.removeLast();
        rows.set(0, "02" + rows.get(0).substring(2));
        assertSame(read(rows), without);
    }

    @Test
    void a_snapshot_from_before_there_were_schedules_is_read() throws IOException {
        ControlView view = new History().play(new RandomCommands(21), 1000).view();
        ControlView without =
                new ControlView(
                        view.revision(),
                        view.timeMs(),
                        view.hash(),
                        view.identity(),
                        view.sessions(),
                        view.registry(),
                        view.tasks(),
                        view.workflows(),
                        ScheduleView.EMPTY);
        List<String> rows = rows(without);
        rows.removeLast();
        rows.set(0, "03" + rows.get(0).substring(2));
        assertSame(read(rows), without);
    }

    @Test
    void the_snapshots_tried_are_not_empty() throws IOException {
        ControlView view = new History().play(new RandomCommands(21), 1000).view();
        assertThat(view.identity().namespaces().isEmpty()).isFalse();
        assertThat(view.identity().applications().isEmpty()).isFalse();
        assertThat(view.identity().users().isEmpty()).isFalse();
        assertThat(view.identity().keys().isEmpty()).isFalse();
        assertThat(view.sessions().sessions().isEmpty()).isFalse();
        assertThat(view.registry().bySession().isEmpty()).isFalse();
        assertThat(view.tasks().pending()).isPositive();
        assertThat(view.tasks().finishedIn("default").size()).isPositive();
        assertThat(view.tasks().queuesIn("default"))
                .anyMatch(queue -> !queue.deadLetters().isEmpty());
        assertThat(view.workflows().running()).isPositive();
        assertThat(view.workflows().ended().isEmpty()).isFalse();
        assertThat(view.schedules().in("default")).isNotEmpty();
        assertThat(rows(view).size()).isGreaterThan(15);
    }

    @Test
    void a_view_does_not_change_when_commands_go_on() throws IOException {
        RandomCommands commands = new RandomCommands(22);
        History history = new History();
        List<ControlView> views = new ArrayList<>();
        List<List<String>> written = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            history.apply(commands.next());
            views.add(history.view());
            written.add(rows(history.view()));
        }
        for (int i = 0; i < views.size(); i++) {
            assertThat(rows(views.get(i))).as("view %d", i).isEqualTo(written.get(i));
        }
    }

    @Test
    void a_snapshot_of_a_newer_version_is_refused() {
        Sink head = new Sink();
        head.unsigned(5);
        List<String> rows = List.of(hex(head.toArray()));
        assertThatThrownBy(() -> read(rows))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("format 5");
    }

    @Test
    void a_row_with_something_left_over_is_refused() throws IOException {
        List<String> rows = rows(new History().play(new RandomCommands(21), 1000).view());
        rows.set(2, rows.get(2) + "00");
        assertThatThrownBy(() -> read(rows)).isInstanceOf(Malformed.class);
    }

    private static List<String> rows(ControlView view) throws IOException {
        List<String> rows = new ArrayList<>();
        view.writeTo(row -> rows.add(hex(row.toArray())));
        return rows;
    }

    private static ControlView read(List<String> rows) throws IOException {
        Iterator<String> iterator = rows.iterator();
        ControlView view =
                ControlView.readFrom(
                        () -> new Source(java.util.HexFormat.of().parseHex(iterator.next())));
        assertThat(iterator.hasNext()).as("rows left over").isFalse();
        return view;
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    private static <K extends Comparable<K>, L extends Comparable<L>> List<String> contents(
            Table<K, Table<L, L>> table) {
        List<String> contents = new ArrayList<>();
        table.forEach(outer ->
                outer.value().forEach(inner -> contents.add(outer.key() + " " + inner.key())));
        return contents;
    }

    private static List<String> lost(ControlView view) {
        List<String> lost = new ArrayList<>();
        view.registry()
                .services()
                .forEach(entry ->
                        lost.add(
                                Arrays.asList(
                                                entry.key(),
                                                entry.value().lost(),
                                                entry.value().isProtected(),
                                                entry.value().listed())
                                        .toString()));
        return lost;
    }
}
