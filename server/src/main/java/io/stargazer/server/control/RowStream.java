package io.stargazer.server.control;

import io.stargazer.api.codec.Malformed;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.core.TableCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Rows of a snapshot on a byte stream: the length of each in four bytes, then the row. */
public final class RowStream {

    /** Far above any row, far below what could hurt. */
    private static final int MAX_ROW_BYTES = 256 * 1024 * 1024;

    private RowStream() {}

    public static TableCodec.RowWriter writer(OutputStream stream) {
        DataOutputStream out = new DataOutputStream(stream);
        return (Sink row) -> {
            out.writeInt(row.size());
            row.writeTo(out);
        };
    }

    public static TableCodec.RowReader reader(InputStream stream) {
        DataInputStream in = new DataInputStream(stream);
        return () -> new Source(readRow(in));
    }

    private static byte[] readRow(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_ROW_BYTES) {
            throw new Malformed("a row of the snapshot announces " + length + " bytes");
        }
        byte[] row = in.readNBytes(length);
        if (row.length < length) {
            throw new Malformed("the snapshot ends in the middle of a row");
        }
        return row;
    }
}
