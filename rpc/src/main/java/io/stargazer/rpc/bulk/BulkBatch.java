package io.stargazer.rpc.bulk;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Failure;
import io.stargazer.rpc.Metadata;

/**
 * Requests as a {@link BulkHandler} sees them, one after the other, in place: there is no object
 * for any of them. Valid while the handler runs, on its thread.
 *
 * <pre>{@code
 * while (batch.next()) {
 *     batch.response().writeLong(batch.request().readLong() + 1);
 * }
 * }</pre>
 */
public interface BulkBatch {

    /**
     * Goes on to the next request, which answers the one before with what is in {@link #response}.
     *
     * @return false when there is none; requests that are never gone on to fail as Faulted
     */
    boolean next();

    /** The bytes of this request, from reader to writer index; its owner is the connection. */
    ByteBuf request();

    /**
     * Where the response of this request is written, at the writer index; nothing written is an
     * empty response. One that does not fit into a frame fails its call as too large.
     */
    ByteBuf response();

    /** Answers this request with a failure, whatever was written. */
    void fail(Failure why);

    /** Of this request, in terms of {@link System#nanoTime()}; may be none. */
    long deadlineNs();

    /** What came with this request. */
    Metadata metadata();
}
