package io.stargazer.server.http.download;

import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Routes;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file on its way to a client. Whoever writes it waits until the part before is on the wire, so
 * that one part is in memory however slow the client is; one that takes nothing for a minute is
 * given up. Runs on the virtual thread of its request.
 */
public final class Download extends OutputStream {

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);
    private static final int PART_BYTES = 64 << 10;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Context loop;
    private final HttpServerResponse response;

    private Download(HttpCall call) {
        this.loop = Routes.loopOf(call.context());
        this.response = call.context().response();
    }

    /** Writes a file into a stream. */
    public interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Sends a file. One that cannot be written to its end ends the connection, so that nobody takes
     * the beginning for the whole.
     *
     * @param name that a browser keeps it under
     * @param bytes exactly as many as the source writes
     */
    public static void send(HttpCall call, String name, long bytes, Source source)
            throws IOException {
        Download download = new Download(call);
        try {
            download.begin(name, bytes);
            BufferedOutputStream out = new BufferedOutputStream(download, PART_BYTES);
            source.writeTo(out);
            out.flush();
            download.end();
        } catch (Gone gone) {
            LOG.info("{} was not fetched to its end: {}", name, gone.getMessage());
            download.breakOff();
        } catch (IOException | RuntimeException e) {
            download.breakOff();
            throw e;
        }
    }

    private void breakOff() {
        loop.runOnContext(now -> response.reset());
    }

    /** The client does not want it any more, which is its right. */
    private static final class Gone extends IOException {
        private static final long serialVersionUID = 1L;

        Gone(String sentence) {
            super(sentence);
        }

        Gone(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }

    private void begin(String name, long bytes) throws IOException {
        await(sent -> {
            response.putHeader("content-type", "application/octet-stream");
            response.putHeader("content-length", Long.toString(bytes));
            response.putHeader("content-disposition", "attachment; filename=\"" + name + "\"");
            response.putHeader("cache-control", "no-store");
            sent.complete(null);
        });
    }

    private void end() throws IOException {
        await(sent -> response.end().onComplete(done -> settle(sent, done.cause())));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Buffer part = Buffer.buffer(length).appendBytes(bytes, offset, length);
        await(sent -> response.write(part).onComplete(done -> settle(sent, done.cause())));
    }

    private static void settle(CompletableFuture<Void> sent, Throwable failure) {
        if (failure == null) {
            sent.complete(null);
        } else {
            sent.completeExceptionally(failure);
        }
    }

    /** Something that is done on the event loop and says when. */
    private interface Step {
        void take(CompletableFuture<Void> sent);
    }

    private void await(Step step) throws IOException {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        loop.runOnContext(now -> {
            if (response.closed()) {
                sent.completeExceptionally(new Gone("the client has gone"));
            } else {
                step.take(sent);
            }
        });
        try {
            sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Gone("the client takes nothing any more", e);
        } catch (ExecutionException e) {
            throw new Gone("the connection broke: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server closes");
        }
    }
}
