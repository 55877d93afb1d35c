package io.stargazer.server.task.desk;

import io.stargazer.server.http.EventStream;
import io.stargazer.server.http.Json;
import io.stargazer.server.task.live.LiveNotes.Said;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells one reader of one task. The events: {@code task} (all that is known, whenever its state or
 * its attempt is another), {@code note} (progress and new lines of an attempt), {@code end} (all
 * that is known, once, last).
 */
final class TaskFollow {

    static final long PERIOD_MS = 250;

    private static final long GAP_MS = 50;

    private final Supplier<TaskStatus> look;
    private final EventStream events;
    private final Semaphore news = new Semaphore(0);
    private final Semaphore gone = new Semaphore(0);
    private volatile boolean ended;

    private String told = "";
    private long fence;
    private int perMille = -1;

    /** How many lines of the attempt with this fence were told, and the last of them. */
    private long lines;

    private List<String> lastLines = List.of();

    TaskFollow(Supplier<TaskStatus> look, EventStream events) {
        this.look = look;
        this.events = events;
    }

    /**
     * What an attempt said since the last note.
     *
     * @param from the number of the first line, from 1 on for each attempt
     * @param percent how much is done, -1 when it did not say
     */
    public record TaskNoted(long fence, long from, List<String> lines, double percent) {}

    /** Something changed. Called on the thread that applies commands: only takes note. */
    void wake() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    void end() {
        ended = true;
        gone.release();
        wake();
    }

    /** Runs until the task has ended or nobody listens. */
    void run(TaskStatus first) {
        TaskStatus status = first;
        try {
            while (!ended && !events.isClosed()) {
                tell(status);
                if (status.task().standing().isFinal()) {
                    events.send("end", "", Json.text(TaskItems.detail(status)));
                    return;
                }
                var _ = gone.tryAcquire(GAP_MS, TimeUnit.MILLISECONDS);
                var _ = news.tryAcquire(PERIOD_MS - GAP_MS, TimeUnit.MILLISECONDS);
                status = look.get();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(TaskStatus status) {
        String now = status.phase() + " " + status.running() + " " + status.attempts();
        if (!now.equals(told)) {
            told = now;
            events.send("task", "", Json.text(TaskItems.detail(status)));
        }
        Said said = status.said();
        if (said != null) {
            tell(said.fence(), said.lines(), said.written(), said.perMille());
        } else if (status.running().isEmpty() && status.task().course().fence() > 0) {
            tellLast(status.task().course().fence(), status.task().course().log());
        }
    }

    private void tell(long ofFence, List<String> known, long written, int done) {
        if (ofFence != fence) {
            fence = ofFence;
            lines = 0;
        }
        int fresh = (int) Math.min(written - lines, known.size());
        if (fresh > 0 || done != perMille) {
            List<String> some = known.subList(known.size() - Math.max(0, fresh), known.size());
            send(written - some.size() + 1, some, done);
            lines = written;
            perMille = done;
            lastLines = known;
        }
    }

    /** The lines that an ended attempt left: those that were not told while it ran. */
    private void tellLast(long ofFence, List<String> left) {
        boolean isSame = ofFence == fence;
        List<String> fresh = isSame ? left.subList(overlap(lastLines, left), left.size()) : left;
        long from = isSame ? lines + 1 : 1;
        fence = ofFence;
        lastLines = left;
        lines = from - 1 + fresh.size();
        if (!fresh.isEmpty()) {
            send(from, fresh, -1);
        }
    }

    /** With how many of the last of some lines the others begin. */
    static int overlap(List<String> some, List<String> others) {
        for (int common = Math.min(some.size(), others.size()); common > 0; common--) {
            if (some.subList(some.size() - common, some.size()).equals(others.subList(0, common))) {
                return common;
            }
        }
        return 0;
    }

    private void send(long from, List<String> some, int done) {
        double percent = done < 0 ? -1 : done / 10.0;
        events.send("note", "", Json.text(new TaskNoted(fence, from, List.copyOf(some), percent)));
    }
}
