package io.stargazer.core;

import io.stargazer.api.Command;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.workflow.Plan;
import io.stargazer.api.workflow.Step;
import io.stargazer.api.workflow.WorkflowCommand;
import io.stargazer.api.workflow.WorkflowId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Records the golden log of a release, once, before it is shipped; not a test. A log that is there
 * is never written again. From the root, after {@code ./mvnw -pl core -am test-compile}:
 *
 * <pre>
 *   java -cp core/target/test-classes:core/target/classes:api/target/classes:JSPECIFY.jar \
 *       io.stargazer.core.GoldenLogWriter core/src/test/resources/golden 0.1.0
 * </pre>
 */
final class GoldenLogWriter {

    private static final int COMMANDS = 1200;
    private static final int TASK_COMMANDS = 500;

    /** One more than a namespace may have. */
    private static final int TYPES = 1001;

    private static final int WORKFLOW_COMMANDS = 500;

    /** One more than may run at a time. */
    private static final int WORKFLOWS = 2001;

    private static final long SEED = 20_261_120;
    private static final long START_MS = 1_795_132_800_000L;
    private static final List<String> ACTORS =
            List.of("user:admin", "app:default/app-1", "server:s1");

    private static final int SCHEDULE_COMMANDS = 500;

    /** One more than a namespace may have. */
    private static final int SCHEDULES = 2001;

    private GoldenLogWriter() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        RandomCommands commands = new RandomCommands(SEED);
        ControlState state = new ControlState();
        List<GoldenLog.Entry> entries = new ArrayList<>();
        RandomTasks tasks = new RandomTasks(new Random(SEED));
        RandomWorkflows workflows = new RandomWorkflows(new Random(SEED));
        List<Command> all = new ArrayList<>();
        add(COMMANDS, all, i -> commands.next());
        add(TASK_COMMANDS, all, i -> tasks.next());
        add(TYPES, all, i -> new TaskCommand.PauseType(new TaskType("crowd", "t-" + i)));
        add(WORKFLOW_COMMANDS, all, i -> workflows.next());
        add(WORKFLOWS, all, GoldenLogWriter::start);
        RandomSchedules schedules =
                new RandomSchedules(
                        new Random(SEED),
                        () -> all.size() + 1,
                        () -> START_MS + all.size() / 3 * 1500L);
        add(SCHEDULE_COMMANDS, all, i -> schedules.next());
        add(SCHEDULES, all, i -> schedules.put("crowd", "s-" + i));
        for (int i = 0; i < all.size(); i++) {
            // Some commands share a moment: time only never goes back.
            Stamp stamp = new Stamp(i + 1, START_MS + i / 3 * 1500L, ACTORS.get(i % 3));
            Command command = all.get(i);
            GoldenLog.Entry entry = new GoldenLog.Entry(stamp, command);
            state.apply(stamp, entry.command());
            entries.add(entry);
        }
        Files.write(
                folder.resolve(args[1] + ".log"),
                new GoldenLog(entries).encode(),
                StandardOpenOption.CREATE_NEW);
        Files.writeString(
                folder.resolve(args[1] + ".hash"),
                "%016x%n".formatted(state.view().hash()),
                StandardOpenOption.CREATE_NEW);
    }

    private static void add(int count, List<Command> all, IntFunction<Command> command) {
        for (int i = 0; i < count; i++) {
            all.add(command.apply(i));
        }
    }

    private static Command start(int number) {
        return new WorkflowCommand.StartWorkflow(
                new WorkflowId("crowd", "w-" + number),
                "",
                Bytes.EMPTY,
                new Plan(List.of(Step.of("a", "t-1", ""))));
    }
}
