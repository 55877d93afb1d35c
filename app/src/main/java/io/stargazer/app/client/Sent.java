package io.stargazer.app.client;

import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A file that a server sends part by part. For one thread. */
public final class Sent implements AutoCloseable {

    private final ServerAddress server;
    private final InputStream body;
    private final long bytes;
    private final Duration patience;
    private final ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor();
    private long done;

    Sent(Exchange.Answered<InputStream> answered, Duration patience) {
        this.server = answered.server();
        this.body = answered.response().body();
        this.bytes = answered.response().headers().firstValueAsLong("content-length").orElse(-1);
        this.patience = patience;
    }

    /** Of the whole file; -1 when nobody said. */
    public long bytes() {
        return bytes;
    }

    /**
     * The next part, -1 at the end.
     *
     * @throws Unavailable {@code cli.cut-off} when the server stops sending
     */
    public int read(byte[] into) {
        Future<Integer> part = reader.submit(() -> body.read(into));
        try {
            int length = part.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            done += Math.max(length, 0);
            return length;
        } catch (TimeoutException | ExecutionException broken) {
            throw cutOff();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw cutOff();
        }
    }

    private Failure cutOff() {
        return new Unavailable.Unreachable(
                "cli.cut-off",
                "%s stopped sending after %d of %d bytes".formatted(server, done, bytes));
    }

    @Override
    public void close() throws IOException {
        body.close(); // ends a read that is under way
        reader.close();
    }
}
