package io.stargazer.server.log.ratis;

import io.stargazer.server.log.LogMachine;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The smallest machine: writes down every entry as text. */
public final class Notebook implements LogMachine {

    /** One line of the notebook. */
    record Line(long index, String text) {}

    /** What the log said when it failed. */
    public record Failure(String sentence, Throwable cause) {}

    public final CompletableFuture<Failure> failure = new CompletableFuture<>();
    private final List<Line> lines = new ArrayList<>();
    private CompletableFuture<Void> leads = new CompletableFuture<>();
    private long restoredFrom = -1;

    /** While set, writing a view waits for it. */
    volatile CountDownLatch holdViews = new CountDownLatch(0);

    /** Counts the views that have begun to be written. */
    final CountDownLatch viewBegun = new CountDownLatch(1);

    @Override
    public synchronized void apply(long index, byte[] entry) {
        String text = new String(entry, StandardCharsets.UTF_8);
        if (text.startsWith("bug")) {
            throw new IllegalStateException("a bug in the machine");
        }
        lines.add(new Line(index, text));
    }

    @Override
    public synchronized View view() {
        List<Line> now = List.copyOf(lines);
        return out -> {
            viewBegun.countDown();
            await(holdViews);
            DataOutputStream data = new DataOutputStream(out);
            data.writeInt(now.size());
            for (Line line : now) {
                data.writeLong(line.index());
                data.writeUTF(line.text());
            }
            data.close();
        };
    }

    @Override
    public synchronized void restore(long index, InputStream snapshot) throws IOException {
        restoredFrom = index;
        lines.clear();
        DataInputStream data = new DataInputStream(snapshot);
        for (int left = data.readInt(); left > 0; left--) {
            lines.add(new Line(data.readLong(), data.readUTF()));
        }
    }

    @Override
    public synchronized void leading(boolean leading) {
        if (leading) {
            leads.complete(null);
        } else {
            leads = new CompletableFuture<>();
        }
    }

    @Override
    public void failed(String sentence, Throwable cause) {
        failure.complete(new Failure(sentence, cause));
    }

    synchronized List<String> texts() {
        return lines.stream().map(Line::text).toList();
    }

    synchronized long restoredFrom() {
        return restoredFrom;
    }

    void awaitLeading() throws Exception {
        CompletableFuture<Void> now;
        synchronized (this) {
            now = leads;
        }
        now.get(10, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IOException(new TimeoutException("nobody let the view go on"));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
