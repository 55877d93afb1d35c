package io.stargazer.sdk.task.wire;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The connection to the leader as it comes and goes. Thread-safe. */
public final class TaskLine {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable TaskSession session;

    /** A connection was made, and the session is open on it. */
    public void connected(TaskSession opened) {
        session = opened;
        listeners.forEach(Runnable::run);
    }

    /** The connection is gone. */
    public void lost() {
        session = null;
        listeners.forEach(Runnable::run);
    }

    /** Null while there is none. */
    public @Nullable TaskSession session() {
        return session;
    }

    /** Calls the listener when the session has come or gone. It must not block. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    public void removeListener(Runnable listener) {
        listeners.remove(listener);
    }
}
