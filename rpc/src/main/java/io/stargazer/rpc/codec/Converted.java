package io.stargazer.rpc.codec;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A future whose value is another's, converted. Cancelling it cancels the other, which the future
 * of {@code thenApply} does not do.
 */
public final class Converted<S, T extends @Nullable Object> extends CompletableFuture<T> {

    private final CompletableFuture<S> source;

    private Converted(CompletableFuture<S> source) {
        this.source = source;
    }

    public static <S, T extends @Nullable Object> CompletableFuture<T> of(
            CompletionStage<S> stage, Function<? super S, ? extends T> conversion) {
        Converted<S, T> result = new Converted<>(stage.toCompletableFuture());
        CompletionStage<S> unused =
                stage.whenComplete((value, failure) -> result.end(value, failure, conversion));
        return result;
    }

    /** The same for a publisher; converts on the publishing thread. */
    public static <S, T> Flow.Publisher<T> of(
            Flow.Publisher<S> source, Function<? super S, ? extends T> conversion) {
        return subscriber -> source.subscribe(new Items<>(subscriber, conversion));
    }

    private void end(
            S value, @Nullable Throwable failure, Function<? super S, ? extends T> conversion) {
        if (failure != null) {
            Throwable cause = failure.getCause();
            completeExceptionally(
                    failure instanceof CompletionException && cause != null ? cause : failure);
            return;
        }
        try {
            complete(conversion.apply(value));
        } catch (RuntimeException | Error e) {
            completeExceptionally(e);
        }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        source.cancel(mayInterrupt);
        return super.cancel(mayInterrupt);
    }

    private static final class Items<S, T> implements Flow.Subscriber<S> {

        private final Flow.Subscriber<? super T> target;
        private final Function<? super S, ? extends T> conversion;
        private Flow.@Nullable Subscription subscription;
        private boolean failed;

        private Items(
                Flow.Subscriber<? super T> target, Function<? super S, ? extends T> conversion) {
            this.target = target;
            this.conversion = conversion;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            target.onSubscribe(given);
        }

        @Override
        public void onNext(S item) {
            if (failed) {
                return;
            }
            T converted;
            try {
                converted = conversion.apply(item);
            } catch (RuntimeException | Error e) {
                failed = true;
                if (subscription != null) {
                    subscription.cancel();
                }
                target.onError(e);
                return;
            }
            target.onNext(converted);
        }

        @Override
        public void onError(Throwable failure) {
            if (!failed) {
                target.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (!failed) {
                target.onComplete();
            }
        }
    }
}
