package io.stargazer.sdk.task.execute;

import io.stargazer.api.Limits;
import io.stargazer.api.Name;
import io.stargazer.api.task.work.Work.Order;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * What this process is as an executor.
 *
 * @param name unique within the application, as all names; the usual one has the process id
 * @param credit how many attempts it takes at a time, running and waiting, 1 to 100,000; usually
 *     three times its cores (TK-1)
 * @param patience how long closing waits for what was begun
 * @param heedWithin how long a handler may take to heed that it was cancelled before that is
 *     reported
 * @param onOrder called when this executor was told to stop or to begin anew and has finished what
 *     it had begun (TK-10); may end the process. Usually nothing: it takes no more tasks
 */
public record ExecutorOptions(
        String name, int credit, Duration patience, Duration heedWithin, Consumer<Order> onOrder) {

    private static final int CREDIT_PER_CORE = 3;

    public ExecutorOptions {
        Name.require("executor", name);
        Limits.range("credit", credit, 1, 100_000);
    }

    /** The usual. */
    public static ExecutorOptions usual() {
        String name =
                "pid-%d-%04x"
                        .formatted(
                                ProcessHandle.current().pid(),
                                ThreadLocalRandom.current().nextInt(1 << 16));
        return new ExecutorOptions(
                name,
                CREDIT_PER_CORE * Runtime.getRuntime().availableProcessors(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                order -> {});
    }

    public ExecutorOptions withName(String changed) {
        return new ExecutorOptions(changed, credit, patience, heedWithin, onOrder);
    }

    public ExecutorOptions withCredit(int changed) {
        return new ExecutorOptions(name, changed, patience, heedWithin, onOrder);
    }

    public ExecutorOptions withPatience(Duration changed) {
        return new ExecutorOptions(name, credit, changed, heedWithin, onOrder);
    }

    public ExecutorOptions withHeedWithin(Duration changed) {
        return new ExecutorOptions(name, credit, patience, changed, onOrder);
    }

    public ExecutorOptions withOnOrder(Consumer<Order> changed) {
        return new ExecutorOptions(name, credit, patience, heedWithin, changed);
    }
}
