package io.stargazer.rpc.outlier;

import io.stargazer.rpc.Address;
import java.time.Duration;
import java.util.function.Consumer;

/** What a caller did about an instance; its {@code toString} is a sentence for the log. */
public sealed interface EjectionEvent {

    /** Hears nothing. */
    Consumer<EjectionEvent> UNHEARD = event -> {};

    Address instance();

    /**
     * The instance gets no calls, except when there is no other.
     *
     * @param why one sentence
     * @param time until one call may try whether it is well again
     */
    record Ejected(Address instance, String why, Duration time) implements EjectionEvent {
        @Override
        public String toString() {
            return "%s gets no calls for %d ms: %s".formatted(instance, time.toMillis(), why);
        }
    }

    /** The list has become shorter, and too many of it would have been out. */
    record Recalled(Address instance) implements EjectionEvent {
        @Override
        public String toString() {
            return instance + " gets calls again, untried: too few others are left";
        }
    }

    /** A trial call succeeded: the instance gets calls as before. */
    record Returned(Address instance) implements EjectionEvent {
        @Override
        public String toString() {
            return instance + " answers again and gets calls as before";
        }
    }
}
