package io.stargazer.app.torture.task;

import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import io.stargazer.sdk.task.execute.ExecutorOptions;
import io.stargazer.sdk.task.execute.TaskContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An executor process whose tasks have an effect that stays, until its standard input ends. Each
 * takes a moment before and after it, so that whoever is killed is killed in the midst.
 */
public final class EffectExecutor {

    /** The one type of task there is. */
    static final String TYPE = "effect";

    private static final int LONGEST_MS = 100;

    /** So few that tasks wait when another executor is killed. */
    private static final int CREDIT = 4;

    private EffectExecutor() {}

    /** Argument: the folder of the {@link Effects}. */
    public static void main(String[] arguments) throws IOException {
        Effects effects = new Effects(Path.of(arguments[0]));
        Options options =
                Options.fromEnvironment(System.getenv())
                        .withCacheDirectory(Path.of(System.getenv("STARGAZER_CACHE")));
        try (Stargazer stargazer = Stargazer.connect(options)) {
            stargazer
                    .tasks()
                    .executing(ExecutorOptions.usual().withCredit(CREDIT))
                    .execute(TYPE, Integer.class, (number, task) -> have(effects, number, task));
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static Long have(Effects effects, int number, TaskContext task)
            throws IOException, InterruptedException {
        Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_MS));
        if (!effects.add(number, task.fence())) {
            throw new IllegalStateException("a later attempt was here before");
        }
        Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_MS));
        return task.fence();
    }
}
