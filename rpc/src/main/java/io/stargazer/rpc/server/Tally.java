package io.stargazer.rpc.server;

import io.stargazer.api.Status;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.service.BoundMethod;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells the observer of calls that begin and end within one burst, many of one kind at a time. All
 * that one read brought has arrived with it, and all answers of a burst leave at its end: so they
 * all take the same time. Event loop only.
 */
final class Tally {

    private final CallObserver observer;
    private final boolean anybodyLooks;
    private String principal = "";
    private @Nullable BoundMethod method;
    private Status status = Status.OK;
    private long arrivedNs;
    private int count;

    Tally(CallObserver observer) {
        this.observer = observer;
        this.anybodyLooks = !observer.equals(CallObserver.NONE);
    }

    /** Who makes the calls from now on, as the observer knows it. */
    void caller(String changed) {
        tell();
        principal = changed;
    }

    /** A read has brought calls. */
    void arrived() {
        if (anybodyLooks) {
            tell();
            arrivedNs = System.nanoTime();
        }
    }

    @SuppressWarnings("ReferenceEquality") // Comparing what methods are made of costs more.
    void count(BoundMethod ended, Status how, int calls) {
        if (!anybodyLooks) {
            return;
        }
        if (ended != method || how != status) {
            tell();
            method = ended;
            status = how;
        }
        count += calls;
    }

    /** The burst is over. */
    void tell() {
        if (count > 0) {
            BoundMethod ended = Objects.requireNonNull(method);
            observer.finished(
                    ended.service(),
                    ended.method(),
                    principal,
                    status,
                    System.nanoTime() - arrivedNs,
                    count);
            count = 0;
            method = null;
        }
    }
}
