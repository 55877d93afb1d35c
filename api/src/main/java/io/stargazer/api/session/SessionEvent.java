package io.stargazer.api.session;

import io.stargazer.api.Event;
import io.stargazer.api.codec.Tag;

/** Facts about sessions. */
public sealed interface SessionEvent extends Event {

    @Tag(1)
    record SessionOpened(Session session) implements SessionEvent {}

    @Tag(2)
    record SessionEnded(String id, SessionCommand.Ending ending) implements SessionEvent {}
}
