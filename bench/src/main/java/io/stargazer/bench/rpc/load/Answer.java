package io.stargazer.bench.rpc.load;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears how one call ended. A consumer of a future's two outcomes, so that a peer which answers
 * with futures needs no object in between.
 */
public interface Answer extends BiConsumer<byte @Nullable [], @Nullable Throwable> {

    /** The echo is here. */
    void answered(int bytes);

    void failed(Throwable why);

    @Override
    default void accept(byte @Nullable [] echo, @Nullable Throwable failure) {
        if (echo != null) {
            answered(echo.length);
        } else {
            failed(failure == null ? new IllegalStateException("an empty answer") : failure);
        }
    }
}
