package io.stargazer.rpc.stream;

import java.util.concurrent.Flow;

/** Streams without an item. */
public final class Nothing {

    private static final Flow.Subscription NO_ITEMS =
            new Flow.Subscription() {
                @Override
                public void request(long items) {}

                @Override
                public void cancel() {}
            };

    private Nothing() {}

    /** Completes at once. */
    public static <T> Flow.Publisher<T> published() {
        return subscriber -> {
            subscriber.onSubscribe(NO_ITEMS);
            subscriber.onComplete();
        };
    }

    /** Tells a subscriber that it gets nothing. */
    public static void fail(Flow.Subscriber<?> subscriber, Throwable why) {
        subscriber.onSubscribe(NO_ITEMS);
        subscriber.onError(why);
    }
}
