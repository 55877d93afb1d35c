package io.stargazer.bench.tasks.peer;

import java.io.IOException;

/** What keeps the tasks: one process or several, on a fresh folder of the local disk. */
public interface Broker extends AutoCloseable {

    /** Where clients find it: one word. */
    String address() throws IOException, InterruptedException;

    /** What clients show when they log in; a hyphen where nobody asks. */
    String secret();

    @Override
    void close() throws IOException;
}
