package io.stargazer.app.sdk.task;

import io.stargazer.api.task.RetryPolicy;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Submits one task after the other, under the keys {@code n-1}, {@code n-2} ..., and says {@code
 * accepted 1} on its output when it has the receipt. The arguments are a folder for what it keeps,
 * the first number, and how many.
 */
final class SubmitterProcess {

    /** What is lost with its executor is tried again, as often as anybody is killed. */
    static final TaskTerms PATIENT = TaskTerms.DEFAULT.withRetry(new RetryPolicy(100, 10, 100));

    /** What is promised must be looked at in the end: there shall not be too much of it. */
    private static final long PAUSE_NS = 5_000_000;

    private SubmitterProcess() {}

    public static void main(String[] arguments) {
        Options options =
                Options.fromEnvironment(System.getenv())
                        .withConnectTimeout(Duration.ofSeconds(60))
                        .withCacheDirectory(Path.of(arguments[0], "cache-submitter"));
        Tasks tasks = Stargazer.connect(options).tasks();
        int first = Integer.parseInt(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        for (int number = first; number < first + count; number++) {
            try {
                tasks.submitOnly("append", number, PATIENT.withKey("n-" + number)).join();
                System.out.println("accepted " + number);
            } catch (CompletionException unavailable) {
                System.err.println(number + ": " + unavailable.getCause());
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
        System.out.println("done");
    }
}
