package io.stargazer.api;

import java.util.List;

/** What became of a command: the same on every server. */
public sealed interface Outcome {

    /**
     * It was carried out.
     *
     * @param events what changed, in order; empty when the command repeated one that was already
     *     carried out
     */
    record Applied(List<Event> events) implements Outcome {
        public Applied {
            events = List.copyOf(events);
        }
    }

    /** It was refused and changed nothing. */
    record Refused(Rejection rejection) implements Outcome {}

    static Outcome applied(Event... events) {
        return new Applied(List.of(events));
    }

    static Outcome refused(Rejection rejection) {
        return new Refused(rejection);
    }

    /**
     * The events of a command that was carried out.
     *
     * @throws Rejected when it was refused
     */
    default List<Event> orThrow() {
        return switch (this) {
            case Applied applied -> applied.events();
            case Refused refused -> throw new Rejected(refused.rejection());
        };
    }
}
