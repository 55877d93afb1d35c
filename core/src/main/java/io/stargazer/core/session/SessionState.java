package io.stargazer.core.session;

import static io.stargazer.api.Outcome.applied;
import static io.stargazer.api.Outcome.refused;

import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.session.Session;
import io.stargazer.api.session.SessionCommand;
import io.stargazer.api.session.SessionCommand.EndSession;
import io.stargazer.api.session.SessionCommand.OpenSession;
import io.stargazer.api.session.SessionEvent;
import io.stargazer.api.session.SessionRejection;

/** Applies {@link SessionCommand}s (RG-3). Deterministic; one thread. */
public final class SessionState {

    private SessionView view = SessionView.EMPTY;

    public SessionView view() {
        return view;
    }

    public void restore(SessionView restored) {
        view = restored;
    }

    public Outcome apply(Stamp stamp, SessionCommand command) {
        return switch (command) {
            case OpenSession c -> open(stamp, c);
            case EndSession c -> end(c);
        };
    }

    private Outcome open(Stamp stamp, OpenSession command) {
        Session existing = view.sessions().get(command.id());
        if (existing != null) {
            return existing.application().equals(command.application())
                    ? applied()
                    : refused(new SessionRejection.SessionTaken(command.id()));
        }
        Session session =
                new Session(command.id(), command.application(), command.client(), stamp.timeMs());
        view = new SessionView(view.sessions().put(session.id(), session));
        return applied(new SessionEvent.SessionOpened(session));
    }

    private Outcome end(EndSession command) {
        if (!view.sessions().contains(command.id())) {
            return applied();
        }
        view = new SessionView(view.sessions().remove(command.id()));
        return applied(new SessionEvent.SessionEnded(command.id(), command.ending()));
    }
}
