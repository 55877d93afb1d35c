package io.stargazer.sdk.task.wire;

import io.stargazer.api.Unavailable;
import io.stargazer.rpc.retry.Backoff;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream from the leader that is opened anew on each connection, after each end, and when there
 * is something else to say at its beginning. What comes on an older one is not heard any more.
 * Thread-safe.
 *
 * @param <T> what comes
 */
public final class KeptStream<T> {

    private static final Logger LOG = LoggerFactory.getLogger(KeptStream.class);

    /** Several who have something else to say are satisfied by one stream. */
    private static final long RENEWAL_NS = 10_000_000;

    private final String name;
    private final Consumer<T> receiver;
    private final Runnable onEnd;
    private @Nullable Feed feed;
    private boolean isStale;
    private int setbacks;
    private long notBeforeNs = System.nanoTime();

    /**
     * Not open yet.
     *
     * @param name of what comes, for the log
     * @param receiver takes it, one after the other, on virtual threads; must not block for long
     * @param onEnd hears that it has ended and should be opened again; must not block
     */
    public KeptStream(String name, Consumer<T> receiver, Runnable onEnd) {
        this.name = name;
        this.receiver = receiver;
        this.onEnd = onEnd;
    }

    public synchronized boolean isOpen() {
        return feed != null && !isStale;
    }

    /** Whether it is open on this connection. */
    public synchronized boolean isOpenOn(TaskSession session) {
        Feed current = feed;
        return current != null && !isStale && current.session.equals(session);
    }

    /** What was said at its beginning is not true any more: it is to be opened anew. */
    public synchronized void renew() {
        isStale = true;
        notBeforeNs = System.nanoTime() + RENEWAL_NS;
    }

    /**
     * Opens it on this connection, unless it is open there, or was refused a moment ago.
     *
     * @param opening asked when nothing comes any more on the stream before; must not block
     */
    public synchronized void ensureOpen(TaskSession session, Supplier<Flow.Publisher<T>> opening) {
        if (!isOpenOn(session) && System.nanoTime() - notBeforeNs >= 0) {
            Feed fresh = new Feed(session);
            feed = fresh;
            isStale = false;
            opening.get().subscribe(fresh);
        }
    }

    /** Ends it; it may be opened again. */
    public void close() {
        Feed last;
        synchronized (this) {
            last = feed;
            feed = null;
        }
        if (last != null) {
            last.cancel();
        }
    }

    private void ended(Feed ended, Throwable failure) {
        synchronized (this) {
            if (feed != ended) {
                return;
            }
            feed = null;
            setbacks++;
            notBeforeNs = System.nanoTime() + Backoff.DEFAULT.delayNs(setbacks);
        }
        switch (Setback.of(failure)) {
            case PASSING -> LOG.debug("{} end: {}", name, Setback.sentence(failure));
            case OF_CONNECTION -> ended.session.giveUp().run();
            case FINAL -> LOG.warn("{} are refused: {}", name, Setback.sentence(failure));
        }
        onEnd.run();
    }

    private final class Feed implements Flow.Subscriber<T> {

        private final TaskSession session;
        private volatile Flow.@Nullable Subscription subscription;

        Feed(TaskSession session) {
            this.session = session;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(T item) {
            synchronized (KeptStream.this) {
                if (feed == this) {
                    setbacks = 0;
                    receiver.accept(item);
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            ended(this, failure);
        }

        @Override
        public void onComplete() {
            ended(
                    this,
                    new Unavailable.Unreachable("rpc.stream-ended", "the server ended the stream"));
        }

        void cancel() {
            Flow.Subscription open = subscription;
            if (open != null) {
                open.cancel();
            }
        }
    }
}
