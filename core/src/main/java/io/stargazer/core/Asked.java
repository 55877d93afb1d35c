package io.stargazer.core;

import io.stargazer.api.Command;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;

/**
 * A command and who asked for it, together with their binary form: one item of a log entry.
 * Immutable.
 */
public final class Asked {

    private final String actor;
    private final Command command;
    private final byte[] item;

    private Asked(String actor, Command command, byte[] item) {
        this.actor = actor;
        this.command = command;
        this.item = item;
    }

    /** As in {@link io.stargazer.api.Stamp#actor}. */
    public String actor() {
        return actor;
    }

    public Command command() {
        return command;
    }

    /** The two in their binary form; not to be changed. */
    public byte[] item() {
        return item;
    }

    public static Asked of(String actor, Command command) {
        Sink sink = new Sink();
        sink.string(actor);
        CommandCodec.write(command, sink);
        return new Asked(actor, command, sink.toArray());
    }

    /**
     * Reads an item, which must not be changed afterwards.
     *
     * @throws io.stargazer.api.codec.Malformed when this version does not know it
     */
    public static Asked decode(byte[] item) {
        Source source = new Source(item);
        return new Asked(source.string(), CommandCodec.read(source), item);
    }
}
