package io.stargazer.sdk.task.execute;

import io.stargazer.api.Limits;
import java.util.function.Predicate;

/**
 * How the tasks of one type are done here.
 *
 * @param places how many may run at a time, 1 to 100,000; 0 for the usual: three quarters of the
 *     credit, so that one type that hangs leaves room for others (TK-12)
 * @param isFinal after which exceptions another attempt makes no sense, beside {@link NonRetryable}
 */
public record HandlerTerms(int places, Predicate<Throwable> isFinal) {

    /** The usual places, every exception may pass. */
    public static final HandlerTerms DEFAULT = new HandlerTerms(0, thrown -> false);

    public HandlerTerms {
        Limits.range("number of places", places, 0, 100_000);
    }

    public HandlerTerms withPlaces(int changed) {
        return new HandlerTerms(changed, isFinal);
    }

    public HandlerTerms withFinal(Predicate<Throwable> changed) {
        return new HandlerTerms(places, changed);
    }

    int placesOf(int credit) {
        return places > 0 ? places : Math.max(1, credit - credit / 4);
    }
}
