package io.stargazer.rpc;

import io.stargazer.api.Status;

/**
 * Sees every finished call, on the provider's and on the caller's side (RP-8): each attempt of a
 * call that is made several times, and a call that could be made nowhere once. Called on event
 * loops and on virtual threads: it must be fast, must not block and must not throw.
 */
@FunctionalInterface
public interface CallObserver {

    CallObserver NONE = (service, method, principal, status, nanos) -> {};

    /**
     * A call has ended.
     *
     * @param principal who called; on the caller's side the name it is logged in as, empty where
     *     there was no connection
     * @param nanos from the arrival of the request (or its submission) to the answer
     */
    void finished(String service, String method, String principal, Status status, long nanos);

    /**
     * Calls of one kind have ended together: those that one read brought and that were answered at
     * once.
     *
     * @param nanos what each of them took
     * @param calls how many
     */
    default void finished(
            String service, String method, String principal, Status status, long nanos, int calls) {
        for (int call = 0; call < calls; call++) {
            finished(service, method, principal, status, nanos);
        }
    }
}
