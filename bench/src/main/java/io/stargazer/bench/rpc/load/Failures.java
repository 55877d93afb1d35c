package io.stargazer.bench.rpc.load;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the calls that failed, and shows why the first of them did. Any thread. */
final class Failures {

    private final LongAdder count = new LongAdder();
    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    void add(Throwable why) {
        count.increment();
        if (first.compareAndSet(null, why)) {
            System.err.println("a call failed: " + why);
        }
    }

    /** An echo of another length is no answer. */
    void addWrongLength(int bytes, int expected) {
        add(new IllegalStateException(bytes + " bytes came back for " + expected));
    }

    long count() {
        return count.sum();
    }
}
