package io.stargazer.app.torture;

import io.stargazer.app.terminal.Streams;
import java.time.Duration;
import java.util.function.Supplier;

/** A line of figures every second, until closed. */
final class Progress implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Thread thread;

    Progress(Streams streams, Supplier<String> figures) {
        thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                while (!Thread.currentThread().isInterrupted()) {
                                    Thread.sleep(EVERY);
                                    streams.err().println(figures.get());
                                }
                            } catch (InterruptedException closed) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
