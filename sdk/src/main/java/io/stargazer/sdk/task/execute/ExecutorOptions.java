package io.stargazer.sdk.task.execute;

import io.stargazer.api.Limits;
import io.stargazer.api.Name;
import io.stargazer.api.task.work.Work.Order;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * What this process is as an executor.
 *
 * @param name unique within the application, as all names; the usual one has the process id
 * @param credit how many attempts it takes at a time, running and waiting, 1 to 100,000; usually
 *     three times its cores (TK-1)
 * @param patience how long closing, and ending as told, waits for what was begun
 * @param heedWithin how long a handler may take to heed that it was cancelled before that is
 *     reported
 * @param killAfter how long after that report this process is ended with exit status {@value
 *     #KILLED}, so that others do what it had (TK-11); zero, as usually, for never
 * @param onOrder called when this executor was told to stop or to begin anew and is through with
 *     what it had begun (TK-10); may end the process. Usually nothing: it takes no more tasks, or
 *     takes tasks again
 * @param whenServersEnd what it does when the servers are shut down in order (TK-10); usually it
 *     stays
 * @param clock what time it is, for notes and the own log; usually the system's. A wrong one does
 *     no harm
 */
public record ExecutorOptions(
        String name,
        int credit,
        Duration patience,
        Duration heedWithin,
        Duration killAfter,
        Consumer<Order> onOrder,
        WhenServersEnd whenServersEnd,
        InstantSource clock) {

    /** The exit status of a process that was ended because of a handler that heeds nothing. */
    public static final int KILLED = 70;

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
                Duration.ZERO,
                order -> {},
                WhenServersEnd.STAY,
                InstantSource.system());
    }

    public ExecutorOptions withName(String changed) {
        return new ExecutorOptions(
                changed, credit, patience, heedWithin, killAfter, onOrder, whenServersEnd, clock);
    }

    public ExecutorOptions withCredit(int changed) {
        return new ExecutorOptions(
                name, changed, patience, heedWithin, killAfter, onOrder, whenServersEnd, clock);
    }

    public ExecutorOptions withPatience(Duration changed) {
        return new ExecutorOptions(
                name, credit, changed, heedWithin, killAfter, onOrder, whenServersEnd, clock);
    }

    public ExecutorOptions withHeedWithin(Duration changed) {
        return new ExecutorOptions(
                name, credit, patience, changed, killAfter, onOrder, whenServersEnd, clock);
    }

    /** For handlers that nobody trusts: all that this process has goes to others then. */
    public ExecutorOptions withKillAfter(Duration changed) {
        return new ExecutorOptions(
                name, credit, patience, heedWithin, changed, onOrder, whenServersEnd, clock);
    }

    public ExecutorOptions withOnOrder(Consumer<Order> changed) {
        return new ExecutorOptions(
                name, credit, patience, heedWithin, killAfter, changed, whenServersEnd, clock);
    }

    public ExecutorOptions withWhenServersEnd(WhenServersEnd changed) {
        return new ExecutorOptions(
                name, credit, patience, heedWithin, killAfter, onOrder, changed, clock);
    }

    public ExecutorOptions withClock(InstantSource changed) {
        return new ExecutorOptions(
                name, credit, patience, heedWithin, killAfter, onOrder, whenServersEnd, changed);
    }

    /** What an executor does when the servers are shut down in order (TK-10). */
    public enum WhenServersEnd {
        /**
         * Goes on as when they are lost: what runs goes on, and when they are back, they are told
         * how it ended and give out work again.
         */
        STAY,
        /**
         * Takes no more and finishes what it has, however long that takes. When the servers are
         * back and know how it ended, it has obeyed an order to stop.
         */
        FINISH,
        /**
         * Obeys at once, as if it were told to stop. What no server hears of any more, others do
         * again when the servers are back.
         */
        STOP
    }
}
