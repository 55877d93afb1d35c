package io.stargazer.app.terminal;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * How far a long work is: a line that changes in place on a terminal, a plain line every tenth
 * elsewhere. Thread-safe.
 */
public final class ProgressBar {

    private static final int WIDTH = 30;
    private static final long REDRAW_NS = Duration.ofMillis(100).toNanos();

    private final Streams streams;
    private final String label;
    private final long total;
    private final long startedNs = System.nanoTime();
    private long drawnNs;
    private long drawnTenth = -1;

    public ProgressBar(Streams streams, String label, long total) {
        this.streams = streams;
        this.label = label;
        this.total = total;
    }

    /**
     * Shows how far the work is.
     *
     * @param note what else to say, short
     */
    public synchronized void at(long done, String note) {
        long now = System.nanoTime();
        boolean isLast = done >= total;
        long tenth = total == 0 ? 10 : done * 10 / total;
        PrintWriter err = streams.err();
        if (streams.isTerminal()) {
            if (isLast || now - drawnNs >= REDRAW_NS) {
                drawnNs = now;
                err.print("\r\u001b[K" + line(done, now, note));
                err.print(isLast ? System.lineSeparator() : "");
                err.flush();
            }
        } else if (tenth > drawnTenth) {
            drawnTenth = tenth;
            err.println(line(done, now, note));
        }
    }

    private String line(long done, long now, String note) {
        int filled = total == 0 ? WIDTH : (int) (done * WIDTH / total);
        double seconds = (now - startedNs) / 1e9;
        long perSecond = seconds > 0 ? Math.round(done / seconds) : 0;
        return "%s [%s%s] %d/%d  %d/s  %s"
                .formatted(
                        label,
                        "#".repeat(filled),
                        "-".repeat(WIDTH - filled),
                        done,
                        total,
                        perSecond,
                        note)
                .stripTrailing();
    }
}
