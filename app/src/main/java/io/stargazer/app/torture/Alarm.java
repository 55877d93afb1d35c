package io.stargazer.app.torture;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The first thing that anybody saw go wrong. Thread-safe. */
final class Alarm {

    private final AtomicReference<@Nullable String> story = new AtomicReference<>();

    void raise(String what) {
        story.compareAndSet(null, what);
    }

    /**
     * Goes on while all is well.
     *
     * @throws TortureFailed once it is not
     */
    void requireSilence() {
        String what = story.get();
        if (what != null) {
            throw new TortureFailed(what);
        }
    }

    boolean isRaised() {
        return story.get() != null;
    }
}
