package io.stargazer.app.sdk.task;

import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.execute.ExecutorOptions;
import io.stargazer.sdk.task.execute.TaskContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * An executor until its standard input ends, with handlers of good and of bad character. The first
 * argument is the folder of the {@link Ledger}, the second, if there is one, after how many
 * milliseconds a handler that heeds nothing costs the process its life; it says on its output what
 * it begins.
 */
final class WorkerProcess {

    private static final long LOOK_EVERY_NS = 5_000_000;
    private static final int FLOOD_LINES = 200_000;

    private final Path folder;
    private final Ledger ledger;

    private WorkerProcess(Path folder) throws IOException {
        this.folder = folder;
        this.ledger = new Ledger(folder);
    }

    public static void main(String[] arguments) throws IOException {
        WorkerProcess worker = new WorkerProcess(Path.of(arguments[0]));
        Options options =
                Options.fromEnvironment(System.getenv())
                        .withConnectTimeout(Duration.ofSeconds(60))
                        .withCacheDirectory(
                                Path.of(arguments[0], "cache-" + ProcessHandle.current().pid()));
        Tasks tasks = Stargazer.connect(options).tasks();
        if (arguments.length > 1) {
            tasks.executing(
                    ExecutorOptions.usual()
                            .withHeedWithin(Duration.ofMillis(50))
                            .withKillAfter(Duration.ofMillis(Long.parseLong(arguments[1]))));
        }
        tasks.execute("append", Integer.class, worker::append);
        tasks.execute("append-when-told", Integer.class, worker::appendWhenTold);
        tasks.execute("next", Integer.class, (number, task) -> number + 1);
        tasks.execute("exit", Void.class, (nothing, task) -> exit());
        tasks.execute("hog", Void.class, (nothing, task) -> hog());
        tasks.execute("flood", Void.class, (nothing, task) -> flood(task));
        System.out.println("ready");
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    private Long append(Integer number, TaskContext task) throws IOException {
        if (!ledger.append(number, task.fence())) {
            throw new IllegalStateException("a later attempt was here before");
        }
        return task.fence();
    }

    private Long appendWhenTold(Integer number, TaskContext task) throws IOException {
        System.out.println("begun " + task.attempt());
        Path told = folder.resolve("told-" + task.attempt());
        boolean isCancelled = false;
        while (!Files.exists(told)) {
            LockSupport.parkNanos(LOOK_EVERY_NS);
            isCancelled |= Thread.interrupted(); // and goes on all the same
        }
        System.out.println("goes on" + (isCancelled ? " although cancelled" : ""));
        return append(number, task);
    }

    private static Void exit() {
        Runtime.getRuntime().halt(3);
        throw new AssertionError("it has ended");
    }

    private static Integer hog() {
        List<long[]> kept = new ArrayList<>();
        while (kept.size() < Integer.MAX_VALUE) {
            kept.add(new long[1 << 20]);
        }
        return kept.size();
    }

    private static Integer flood(TaskContext task) {
        for (int line = 0; line < FLOOD_LINES; line++) {
            task.log("line " + line);
        }
        return FLOOD_LINES;
    }
}
