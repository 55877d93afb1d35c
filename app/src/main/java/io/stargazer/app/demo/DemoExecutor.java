package io.stargazer.app.demo;

import io.stargazer.app.demo.DemoTasks.Range;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import io.stargazer.sdk.task.execute.TaskContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * An executor process: counts parts of the sources, which it reads itself, until its standard input
 * ends, which it does when whoever started it goes away.
 */
public final class DemoExecutor {

    private DemoExecutor() {}

    /** Argument: the folder or zip file with the sources. */
    public static void main(String[] arguments) throws IOException {
        Options options =
                Options.fromEnvironment(System.getenv())
                        .withCacheDirectory(Path.of(System.getenv("STARGAZER_CACHE")));
        try (DemoInput input = DemoInput.open(Path.of(arguments[0]));
                Stargazer stargazer = Stargazer.connect(options)) {
            stargazer
                    .tasks()
                    .execute(
                            DemoTasks.TYPE, Range.class, (range, task) -> count(input, range, task))
                    .execute(DemoTasks.TICK, Void.class, (nothing, task) -> null);
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static SourceTotals count(DemoInput input, Range range, TaskContext task)
            throws IOException {
        TextCounter counter = new TextCounter();
        SourceTotals.Sum sum = new SourceTotals.Sum();
        for (int at = range.from(); at < range.to(); at++) {
            sum.add(counter.count(input.read(at)));
        }
        task.log("%d texts from number %d on".formatted(range.to() - range.from(), range.from()));
        return sum.totals();
    }
}
