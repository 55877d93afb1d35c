package io.stargazer.core;

import io.stargazer.api.Command;
import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import java.util.List;

/** Applies commands to a state one after the other, a second apart. */
public final class History {

    public static final long START_MS = 1_700_000_000_000L;

    private final ControlState state;

    public History() {
        this(new ControlState());
    }

    public History(ControlState state) {
        this.state = state;
    }

    public ControlView view() {
        return state.view();
    }

    public Outcome apply(Command command) {
        return state.apply(next(), command);
    }

    /** The events of a command that must not be refused. */
    public List<Event> must(Command command) {
        return apply(command).orThrow();
    }

    /** Applies the next commands of a generator. */
    public History play(RandomCommands commands, int count) {
        for (int i = 0; i < count; i++) {
            apply(commands.next());
        }
        return this;
    }

    private Stamp next() {
        long revision = state.nextRevision();
        return new Stamp(revision, START_MS + revision * 1000, "user:admin");
    }
}
