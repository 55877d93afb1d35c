package io.stargazer.rpc;

/** Decides who a caller is (ID-2). Implementations are called by many threads at once. */
@FunctionalInterface
public interface Authenticator {

    /**
     * Runs on a virtual thread of its own and may block.
     *
     * @throws io.stargazer.api.Failure to refuse; the caller sees its status, code and sentence
     */
    Login authenticate(Credential credential);

    /**
     * The same, knowing the connection that it came by: for those to whom a credential alone is not
     * enough.
     */
    default Login authenticate(Credential credential, Peer peer) {
        return authenticate(credential);
    }
}
