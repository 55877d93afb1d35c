package io.stargazer.server.registry;

import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.http.EventStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The watches over HTTP. They end when this server ceases to lead: it may be cut off and hear of
 * nothing more, and who comes back is sent to the leader and resumes there (CL-2). Thread-safe.
 */
final class OpenWatches implements ChangeListener {

    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

    /** Runs {@code end} once the stream has ended. */
    void add(EventStream events, Runnable end) {
        open.add(events);
        events.onClose(() -> {
            open.remove(events);
            end.run();
        });
    }

    @Override
    public void leading(boolean leading) {
        if (!leading) {
            open.forEach(EventStream::close);
        }
    }
}
