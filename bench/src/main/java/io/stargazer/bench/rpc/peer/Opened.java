package io.stargazer.bench.rpc.peer;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a peer has opened, to be closed in the opposite order. For one thread. */
public final class Opened implements Closeable {

    private final List<Closeable> all = new ArrayList<>();

    /** Takes note of how to close it. */
    public void add(Closeable opened) {
        all.add(opened);
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : all.reversed()) {
            each.close();
        }
        all.clear();
    }
}
