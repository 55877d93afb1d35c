package io.stargazer.sdk.task.execute;

import io.stargazer.api.task.work.Work.Order;
import io.stargazer.sdk.task.execute.ExecutorOptions.WhenServersEnd;
import io.stargazer.sdk.task.log.OwnLog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an executor was told to do with itself (TK-10), and how far it is with that. An order to end
 * gives what was begun the patience of the options, then has it interrupted, then waits for nothing
 * more. Thread-safe; nothing blocks.
 */
final class Orders {

    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);

    /** So long the ends of attempts that were interrupted have to be told. */
    static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final ExecutorOptions options;
    private final OwnLog log;
    private final Runnable onOrder;
    private final Runnable onChange;
    private Order order = Order.CONTINUE;

    /** Whether the order in force is to be carried out when nothing is left to do. */
    private boolean isOpen;

    /** Whether that may take as long as it takes. */
    private boolean isPatient;

    private boolean isTimeUp;
    private long sinceNs;

    /**
     * It is to work.
     *
     * @param onOrder is called when {@link #look} and {@link #isTimeUp} are to be
     * @param onChange is called when an executor is to present itself anew
     */
    Orders(ExecutorOptions options, OwnLog log, Runnable onOrder, Runnable onChange) {
        this.options = options;
        this.log = log;
        this.onOrder = onOrder;
        this.onChange = onChange;
    }

    /** Whether more work is wanted. */
    synchronized boolean isToWork() {
        return order == Order.CONTINUE;
    }

    private synchronized boolean isToEnd() {
        return order == Order.STOP;
    }

    /** From now on this order is in force, instead of any other. */
    void obey(Order given, String by) {
        say("%s says: %s".formatted(by, given));
        boolean worked = isToWork();
        give(given, false);
        if (given == Order.CONTINUE && !worked) {
            onChange.run(); // it may have presented itself as one that takes no more
        }
    }

    /** The servers are being shut down: it does as the options say. */
    void serversEnd() {
        WhenServersEnd wanted = options.whenServersEnd();
        say("the servers are shut down in order: " + wanted);
        if (wanted != WhenServersEnd.STAY && !isToEnd()) {
            give(Order.STOP, wanted == WhenServersEnd.FINISH);
            onChange.run();
        }
    }

    private void give(Order given, boolean patiently) {
        synchronized (this) {
            order = given;
            isOpen = given == Order.STOP || given == Order.RESTART;
            isPatient = patiently;
            isTimeUp = false;
            sinceNs = System.nanoTime();
        }
        onOrder.run();
    }

    /** Whether something is due at a time. */
    synchronized boolean isHasty() {
        return isOpen && !isPatient;
    }

    /** Whether what runs is to be interrupted now: says so once for each order. */
    synchronized boolean isTimeUp() {
        boolean isNews = isHasty() && !isTimeUp && hasPassed(options.patience());
        isTimeUp |= isNews;
        return isNews;
    }

    private boolean hasPassed(Duration time) {
        return System.nanoTime() - sinceNs > time.toNanos();
    }

    /**
     * Carries the order out if it is time. Whoever has ended takes no more until it is told to go
     * on; whoever begins anew works again when the application has had its say.
     *
     * @param isDone whether the servers know how all that was begun ended
     */
    void look(boolean isDone) {
        Order due = due(isDone);
        if (due != null) {
            Thread.ofVirtual().name("task-order").start(() -> carryOut(due));
        }
    }

    private synchronized @Nullable Order due(boolean isDone) {
        boolean isTooLate = isHasty() && hasPassed(options.patience().plus(LAST_WORDS));
        if (!isOpen || !(isDone || isTooLate)) {
            return null;
        }
        isOpen = false;
        return order;
    }

    private void carryOut(Order due) {
        say("obeys: " + due);
        options.onOrder().accept(due);
        if (due == Order.RESTART) {
            obey(Order.CONTINUE, options.name());
        }
    }

    private void say(String sentence) {
        LOG.info(sentence);
        log.add(sentence);
    }

    /**
     * How an executor leaves of its own accord: first nothing comes any more, as the leader has
     * said or nobody can, then it has nothing more. Thread-safe.
     */
    static final class Departure {
        private final CompletableFuture<Void> nothingComes = new CompletableFuture<>();
        private final CompletableFuture<Void> finished = new CompletableFuture<>();

        void nothingComes() {
            nothingComes.complete(null);
        }

        /** It has no attempts at this moment. */
        void nothingIsHere() {
            if (nothingComes.isDone()) {
                finished.complete(null);
            }
        }

        /** A leader that does not say so in time is taken to have said it. */
        void awaitThatNothingComes() {
            boolean unused = isDoneWithin(nothingComes, LAST_WORDS);
            nothingComes();
        }

        boolean isFinishedWithin(Duration patience) {
            return isDoneWithin(finished, patience);
        }

        private static boolean isDoneWithin(CompletableFuture<Void> future, Duration patience) {
            try {
                future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException late) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } catch (ExecutionException e) {
                throw new IllegalStateException("nobody lets it fail", e);
            }
        }
    }
}
