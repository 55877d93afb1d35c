package io.stargazer.server.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What a {@link ReplicatedLog} drives: a deterministic machine behind a single apply thread.
 *
 * <p>The log calls {@link #apply} and {@link #restore} from one thread at a time; {@link #view()}
 * from the same thread; the view itself is written from another.
 */
public interface LogMachine {

    /** Applies one committed entry. Must not fail: a throw is a bug and stops the process. */
    void apply(long index, byte[] entry);

    /** The state as it is now, immutable, to be written while {@link #apply} goes on. */
    View view();

    /** Replaces the whole state by the snapshot's, which holds everything up to {@code index}. */
    void restore(long index, InputStream snapshot) throws IOException;

    /** This server begins ({@code true}) or ceases to lead. A new leader has applied all before. */
    void leading(boolean leading);

    /** The log can no longer write (full or failing disk): the process must stop, soon. */
    void failed(String sentence, Throwable cause);

    /** An immutable moment of the state. */
    interface View {
        void writeTo(OutputStream out) throws IOException;
    }
}
