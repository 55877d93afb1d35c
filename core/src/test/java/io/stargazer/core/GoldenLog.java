package io.stargazer.core;

import io.stargazer.api.Command;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorded log: the number of commands, then of each the time, the actor and the command as
 * {@link CommandCodec} writes it. The first has revision 1.
 */
record GoldenLog(List<Entry> entries) {

    record Entry(Stamp stamp, Command command) {}

    byte[] encode() {
        Sink sink = new Sink();
        sink.unsigned(entries.size());
        for (Entry entry : entries) {
            sink.signed(entry.stamp().timeMs());
            sink.string(entry.stamp().actor());
            CommandCodec.write(entry.command(), sink);
        }
        return sink.toArray();
    }

    static GoldenLog decode(byte[] bytes) {
        Source source = new Source(bytes);
        List<Entry> entries = new ArrayList<>();
        long count = source.unsigned();
        for (long revision = 1; revision <= count; revision++) {
            Stamp stamp = new Stamp(revision, source.signed(), source.string());
            entries.add(new Entry(stamp, CommandCodec.read(source)));
        }
        source.expectEnd();
        return new GoldenLog(entries);
    }
}
