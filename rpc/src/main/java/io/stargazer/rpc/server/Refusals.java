package io.stargazer.rpc.server;

import io.stargazer.api.Failure;
import io.stargazer.api.Faulted;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.service.BoundMethod;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the connection itself answers to a call; the codes are part of the protocol. */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    static Failure loginFirst() {
        return new Rejected(
                Status.UNAUTHENTICATED, "rpc.login-first", "log in before the first call");
    }

    static Failure tokenExpired() {
        return new Rejected(
                Status.UNAUTHENTICATED,
                "rpc.token-expired",
                "the login has expired; log in again with a fresh token");
    }

    static Failure draining() {
        return new Unavailable.Unreachable(
                "rpc.draining", "the provider is stopping and takes no new calls");
    }

    /** The service has moved away: to be called elsewhere. */
    static Failure takenBack(String path) {
        return new Unavailable.Unreachable(
                "rpc.draining", path + " was taken back by this provider");
    }

    static Failure cancelled() {
        return new Rejected(Status.CANCELLED, "rpc.cancelled", "the caller cancelled the call");
    }

    /** For the subscriber of a caller's items only: the handler has answered before the last. */
    static Failure ended() {
        return new Rejected(
                Status.CANCELLED, "rpc.call-ended", "the call ended before its last item");
    }

    static Failure tooLate() {
        return new Unavailable.DeadlineExceeded(
                "rpc.deadline-exceeded", "the deadline of the call has passed");
    }

    static Failure tooManyCalls(int limit) {
        return new Unavailable.Overloaded(
                "rpc.too-many-calls", "the connection has its " + limit + " calls open already");
    }

    static Failure overloaded(int limit) {
        return new Unavailable.Overloaded(
                "rpc.overloaded",
                "the provider has too much to do: it handles " + limit + " calls at once");
    }

    static Failure outgoingFull() {
        return new Unavailable.Overloaded(
                "rpc.outgoing-full",
                "too much waits for the caller, who does not read its answers as fast as it asks");
    }

    static Failure responseTooLarge(int bytes) {
        return new Rejected(
                Status.TOO_LARGE,
                "rpc.response-too-large",
                "the response of " + bytes + " bytes is over the limit of a frame");
    }

    static Failure itemTooLarge(int limit) {
        return new Rejected(
                Status.TOO_LARGE,
                "rpc.item-too-large",
                "an item is over the limit of " + limit + " bytes");
    }

    /** What a caller is told of what a handler threw; a bug stays in the log. */
    static Failure thrown(BoundMethod method, CallContext call, Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        if (cause instanceof Failure known) {
            return known;
        }
        String path = path(method);
        LOG.error("{} failed for {}", path, call.principal().actor(), cause);
        return new Faulted("rpc.fault", path + " failed in a way it did not foresee");
    }

    /**
     * Nobody is told that what a handler wanted done at its cancellation went wrong: the log is.
     */
    static void hookFailed(BoundMethod method, Throwable thrown) {
        LOG.error(
                "a hook of {}/{} failed when its call was cancelled",
                method.service(),
                method.method(),
                thrown);
    }

    /** What callers are told whose requests a handler of batches did not come to. */
    static Failure unanswered(BoundMethod method) {
        return new Faulted("rpc.fault", path(method) + " did not come to this request");
    }

    /** A handler, its future or its codec has made null of an answer; that is a bug, too. */
    static Failure answeredWithNull(BoundMethod method) {
        String sentence = path(method) + " answered with null instead of bytes or items";
        LOG.error(sentence);
        return new Faulted("rpc.fault", sentence);
    }

    private static String path(BoundMethod method) {
        return method.service() + "/" + method.method();
    }
}
