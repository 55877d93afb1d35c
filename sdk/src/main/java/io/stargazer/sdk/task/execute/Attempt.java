package io.stargazer.sdk.task.execute;

import io.stargazer.api.Failure;
import io.stargazer.api.Limits;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.api.task.work.TaskNote;
import io.stargazer.sdk.task.log.AttemptLine;
import io.stargazer.sdk.task.log.LogLines;
import io.stargazer.sdk.task.log.OwnLog;
import io.stargazer.sdk.task.wire.Values;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One attempt at a task, from when it was assigned until it ended. Thread-safe. */
final class Attempt implements Runnable {

    private static final int MOST_FRAMES = 12;

    private final Assignment assignment;
    private final HandledTask task;
    private final BiConsumer<Attempt, AttemptEnd> onEnd;
    private final OwnLog own;
    private final LogLines log = new LogLines(this::wrote);
    private final TaskContext context;
    private @Nullable Thread thread;

    /** What is said of a failure where nothing may be quoted. */
    private String failure = "";

    private long beganNs;
    private boolean isKnownToRun;
    private boolean isOver;
    private boolean isStopped;
    private long stoppedNs;

    Attempt(
            Assignment assignment,
            HandledTask task,
            OwnLog own,
            Consumer<Attempt> onNote,
            BiConsumer<Attempt, AttemptEnd> onEnd) {
        this.assignment = assignment;
        this.task = task;
        this.own = own;
        this.onEnd = onEnd;
        this.context = new TaskContext(assignment, log, () -> onNote.accept(this));
    }

    HeldAttempt held() {
        return assignment.held();
    }

    HandledTask task() {
        return task;
    }

    @Override
    public void run() {
        AttemptEnd end = enter() ? noted() : new AttemptEnd.Lost();
        leave();
        onEnd.accept(this, end);
    }

    private AttemptEnd noted() {
        long beganNs = System.nanoTime();
        own.add(AttemptLine.Began.of(assignment));
        AttemptEnd end = attempt();
        String how =
                switch (end) {
                    case AttemptEnd.Succeeded done -> "succeeded";
                    case AttemptEnd.Failed failed -> "failed (" + failure + ")";
                    default -> "was given up";
                };
        own.add(new AttemptLine.Ended(assignment.request().id(), how, System.nanoTime() - beganNs));
        return end;
    }

    private void wrote(String line) {
        own.add(new AttemptLine.Wrote(assignment.request().id(), line));
    }

    private synchronized boolean enter() {
        thread = Thread.currentThread();
        beganNs = System.nanoTime();
        return !isStopped;
    }

    /** No interrupt comes after this. */
    private synchronized void leave() {
        thread = null;
        isOver = true;
    }

    /** Its end has been told, or is about to be. */
    synchronized boolean isOver() {
        return isOver;
    }

    /** Each way to fail has its sentence; what must not be repeated is told apart (TK-5). */
    private AttemptEnd attempt() {
        Object payload;
        try {
            payload = task.payload(assignment.request().payload());
        } catch (RuntimeException | StackOverflowError unreadable) {
            return failed("the payload cannot be read", unreadable);
        }
        Object result;
        try {
            result = task.handle(payload, context);
        } catch (InterruptedException | RuntimeException | Error thrown) {
            return failed(thrown);
        } catch (Exception thrown) {
            return failed(thrown);
        }
        try {
            return new AttemptEnd.Succeeded(Values.encode(result));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError unwritable) {
            return failed("the result cannot be sent", unwritable);
        }
    }

    private AttemptEnd failed(Throwable thrown) {
        if (context.isCancelled()) {
            return new AttemptEnd.Lost();
        }
        if (!(thrown instanceof NonRetryable)) {
            writeStack(thrown);
        }
        failure = thrown.getClass().getName();
        return failed(sentence(thrown), !task.isFinal(thrown));
    }

    /** Another attempt would end the same way. */
    private AttemptEnd failed(String what, Throwable thrown) {
        failure = what;
        return failed(what + ": " + sentence(thrown), false);
    }

    private static AttemptEnd failed(String sentence, boolean mayRepeat) {
        String error = Limits.clean(sentence, AttemptEnd.Failed.MAX_ERROR_CHARS);
        return new AttemptEnd.Failed(error, mayRepeat);
    }

    private static String sentence(Throwable thrown) {
        return switch (thrown) {
            case Failure failure -> failure.getMessage() + " (" + failure.code() + ")";
            case NonRetryable said -> String.valueOf(said.getMessage());
            case InterruptedException unasked -> "the handler was interrupted, by nobody we know";
            case OutOfMemoryError full -> "OutOfMemoryError: the executor has no memory left";
            case StackOverflowError deep ->
                    "StackOverflowError: the handler calls itself too often";
            default -> thrown.toString();
        };
    }

    private void writeStack(Throwable thrown) {
        StackTraceElement[] frames = thrown.getStackTrace();
        log.add(sentence(thrown));
        for (int at = 0; at < Math.min(MOST_FRAMES, frames.length); at++) {
            log.add("  at " + frames[at]);
        }
    }

    /** Nobody wants it any more: interrupts it if it runs. */
    synchronized void stop() {
        if (!isStopped) {
            isStopped = true;
            stoppedNs = System.nanoTime();
            context.cancelled();
            Thread running = thread;
            if (running != null) {
                running.interrupt();
            }
        }
    }

    /** How long it has been running on since it was stopped; 0 when it has not, or is over. */
    synchronized long unheedingNs() {
        return isStopped && thread != null ? System.nanoTime() - stoppedNs : 0;
    }

    /** Where it is, for people: the innermost frames, empty when it does not run. */
    synchronized String whereabouts() {
        Thread running = thread;
        if (running == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        StackTraceElement[] frames = running.getStackTrace();
        for (int at = 0; at < Math.min(MOST_FRAMES, frames.length); at++) {
            text.append(at == 0 ? "" : " < ").append(frames[at]);
        }
        return text.toString();
    }

    EndedAttempt ended(String executor, AttemptEnd end) {
        return new EndedAttempt(
                assignment.request().id(), assignment.fence(), executor, end, log.all());
    }

    /** How long it has run without anybody being told so; -1 when that is known, or it does not. */
    synchronized long untoldNs() {
        return thread == null || isKnownToRun ? -1 : System.nanoTime() - beganNs;
    }

    /** What it has said since it was asked for last; at first that it runs, which says all. */
    TaskNote note(long nowMs) {
        synchronized (this) {
            isKnownToRun = true;
        }
        HeldAttempt held = held();
        return new TaskNote(
                held.type(), held.id(), held.fence(), nowMs, context.perMille(), log.takeFresh());
    }
}
