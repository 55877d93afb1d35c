package io.stargazer.core;

import io.stargazer.api.Command;
import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Sink;

/**
 * The running hash of a state: it depends on every command applied so far and on what each of them
 * did. Two servers with the same hash at the same revision have the same history.
 */
final class StateHash {

    private final Sink sink = new Sink(512);
    private long value;

    StateHash(long value) {
        this.value = value;
    }

    long value() {
        return value;
    }

    void add(Stamp stamp, Command command, Outcome outcome) {
        sink.clear();
        sink.fixed64(stamp.revision());
        sink.fixed64(stamp.timeMs());
        sink.string(stamp.actor());
        CommandCodec.write(command, sink);
        switch (outcome) {
            case Outcome.Applied applied -> {
                for (Event event : applied.events()) {
                    CommandCodec.write(event, sink);
                }
            }
            case Outcome.Refused refused -> sink.string(refused.rejection().code());
        }
        value = sink.hash64(value);
    }
}
