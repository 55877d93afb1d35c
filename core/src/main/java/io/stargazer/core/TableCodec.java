package io.stargazer.core;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import java.io.IOException;
import java.util.function.Function;

/**
 * Writes and reads a table of a snapshot row by row, so that the largest piece in memory is one
 * row. Keys are not written: each row knows its own.
 */
public final class TableCodec {

    private TableCodec() {}

    /** Takes the encoded rows of a snapshot. */
    public interface RowWriter {
        void row(Sink row) throws IOException;
    }

    /** Hands out the rows of a snapshot in the order in which they were written. */
    public interface RowReader {
        Source row() throws IOException;
    }

    /** The number of rows, then the rows. */
    public static <K extends Comparable<K>, V> void write(
            Table<K, V> table, Codec<V> codec, RowWriter out) throws IOException {
        Sink sink = new Sink();
        sink.unsigned(table.size());
        out.row(sink);
        for (Table.Entry<K, V> entry : table) {
            codec.write(entry.value(), sink.clear());
            out.row(sink);
        }
    }

    /** Reads what {@link #write} wrote. */
    public static <K extends Comparable<K>, V> Table<K, V> read(
            Codec<V> codec, Function<V, K> key, RowReader in) throws IOException {
        long rows = in.row().unsigned();
        TableEditor<K, V> table = TableEditor.empty();
        for (long i = 0; i < rows; i++) {
            Source source = in.row();
            V value = codec.read(source);
            source.expectEnd();
            table.put(key.apply(value), value);
        }
        return table.table();
    }
}
