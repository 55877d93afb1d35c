package io.stargazer.app.torture.task;

import io.stargazer.api.Unavailable;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.app.terminal.Streams;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.submit.TaskFailed;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A submitter process until its standard input ends. There it is told {@code again 7} for tasks of
 * lives before, whose end it says; {@code from 8} for the number of the first of its own; and
 * {@code enough} when it shall submit no more. On its output it says the lines of a {@link
 * Journal}.
 */
public final class EffectSubmitter {

    private static final int CLIENTS = 4;
    private static final int SHORTEST_PAUSE_MS = 20;
    private static final int LONGEST_PAUSE_MS = 100;
    private static final int LONGEST_DELAY_MS = 3_000;

    /** What is lost with its executor is tried again, as often as anybody is killed. */
    private static final TaskTerms PATIENT =
            TaskTerms.DEFAULT.withRetry(new RetryPolicy(100, 10, 100));

    private final Tasks tasks;
    private final PrintWriter output = Streams.ofProcess().out();
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean isEnough;

    private EffectSubmitter(Tasks tasks) {
        this.tasks = tasks;
    }

    public static void main(String[] arguments) throws IOException {
        Options options =
                Options.fromEnvironment(System.getenv())
                        .withCacheDirectory(Path.of(System.getenv("STARGAZER_CACHE")));
        try (Stargazer stargazer = Stargazer.connect(options)) {
            new EffectSubmitter(stargazer.tasks()).run();
        }
    }

    private void run() throws IOException {
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "again" -> hearEnd(Integer.parseInt(words[1]), submit(words[1]));
                case "from" -> begin(Integer.parseInt(words[1]));
                default -> isEnough = true;
            }
        }
    }

    /** Half of them have to wait: so there are always some that nobody has begun. */
    private TaskHandle<Long> submit(String number) {
        int delayMs = ThreadLocalRandom.current().nextInt(-LONGEST_DELAY_MS, LONGEST_DELAY_MS);
        return tasks.submit(
                EffectExecutor.TYPE,
                Integer.valueOf(number),
                Long.class,
                PATIENT.withKey("t-" + number).withDelay(Duration.ofMillis(Math.max(0, delayMs))));
    }

    private void begin(int first) {
        next.set(first);
        for (int client = 0; client < CLIENTS; client++) {
            Thread.ofVirtual().start(this::submitAndWait);
        }
    }

    private void submitAndWait() {
        try {
            while (!isEnough) {
                int number = next.getAndIncrement();
                TaskHandle<Long> handle = submit("" + number);
                if (isAccepted(number, handle)) {
                    say("accepted " + number);
                    hearEnd(number, handle);
                }
                Thread.sleep(
                        ThreadLocalRandom.current().nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was not accepted is not promised: its number is not used again. */
    private boolean isAccepted(int number, TaskHandle<Long> handle) {
        try {
            handle.receipt().join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof Unavailable) {
                return false;
            }
            say("lost %d it is refused: %s".formatted(number, e.getCause()));
            return false;
        }
    }

    private void hearEnd(int number, TaskHandle<Long> handle) {
        handle.result()
                .whenComplete((fence, failure) -> {
                    Throwable cause =
                            failure instanceof CompletionException wrapped
                                    ? wrapped.getCause()
                                    : failure;
                    switch (cause) {
                        case null -> say("ended " + number + " " + fence);
                        case TaskFailed failed -> say("dead " + number);
                        case Unavailable nobodyAnswers -> hearEnd(number, submit("" + number));
                        default -> say("lost %d %s".formatted(number, cause));
                    }
                });
    }

    private void say(String line) {
        output.println(line.replace('\n', ' '));
    }
}
