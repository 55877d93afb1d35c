package io.stargazer.core;

import io.stargazer.api.Command;
import io.stargazer.api.Stamp;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

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

    private static final int COMMANDS = 800;
    private static final int TASK_COMMANDS = 500;

    /** One more than a namespace may have. */
    private static final int TYPES = 1001;

    private static final long SEED = 20_261_122;
    private static final long START_MS = 1_795_132_800_000L;
    private static final List<String> ACTORS =
            List.of("user:admin", "app:default/app-1", "server:s1");

    private GoldenLogWriter() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        RandomCommands commands = new RandomCommands(SEED);
        ControlState state = new ControlState();
        List<GoldenLog.Entry> entries = new ArrayList<>();
        RandomTasks tasks = new RandomTasks(new Random(SEED));
        for (int i = 0; i < COMMANDS + TASK_COMMANDS + TYPES; i++) {
            // Some commands share a moment: time only never goes back.
            Stamp stamp = new Stamp(i + 1, START_MS + i / 3 * 1500L, ACTORS.get(i % 3));
            Command command;
            if (i < COMMANDS) {
                command = commands.next();
            } else if (i < COMMANDS + TASK_COMMANDS) {
                command = tasks.next();
            } else {
                command = new TaskCommand.PauseType(new TaskType("crowd", "t-" + i));
            }
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
}
