package io.stargazer.rpc.bulk;

import io.stargazer.api.Failure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What became of the requests of a bulk call, each by its index: bytes, or a failure. The bytes are
 * in one array, in the order in which they came, with others between them. Never changes.
 */
public final class BulkReplies {

    private final Gathering gathered;

    BulkReplies(Gathering gathered) {
        this.gathered = gathered;
    }

    public int size() {
        return gathered.size();
    }

    /** How many failed. */
    public int failures() {
        return gathered.failures();
    }

    public boolean isOk(int index) {
        return gathered.failure(index) == null;
    }

    /** Why this one failed; null when it did not. */
    public @Nullable Failure failure(int index) {
        return gathered.failure(index);
    }

    /** This one failed, and the provider did not begin it: it may be made elsewhere. */
    public boolean neverStarted(int index) {
        return gathered.neverStarted(index);
    }

    /**
     * A copy of this reply.
     *
     * @throws Failure as this one failed
     */
    public byte[] get(int index) {
        Failure failure = failure(index);
        if (failure != null) {
            throw failure;
        }
        int offset = offset(index);
        return Arrays.copyOfRange(bytes(), offset, offset + length(index));
    }

    /** The array that holds all replies; not to be changed. */
    public byte[] bytes() {
        return gathered.bytes();
    }

    /** Where this reply begins in {@link #bytes()}. */
    public int offset(int index) {
        return gathered.offset(index);
    }

    /** 0 for one that failed. */
    public int length(int index) {
        return gathered.length(index);
    }
}
