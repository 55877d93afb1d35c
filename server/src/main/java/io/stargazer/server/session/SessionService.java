package io.stargazer.server.session;

import io.stargazer.api.Change;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.IdentityEvent;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.session.Session;
import io.stargazer.api.session.SessionCommand.EndSession;
import io.stargazer.api.session.SessionCommand.Ending;
import io.stargazer.api.session.SessionCommand.OpenSession;
import io.stargazer.api.session.SessionContract.Opened;
import io.stargazer.api.session.SessionRejection;
import io.stargazer.core.ControlView;
import io.stargazer.core.Table;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.identity.Authoriser;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps sessions alive by their connections (RG-3). Which connection carries which session is known
 * to this server alone and never logged; only the beginning and the end of a session are commands.
 * Thread-safe; nothing blocks.
 */
public final class SessionService implements ChangeListener {

    private static final String ACTOR = "server:sessions";

    private final ControlPlane control;
    private final Timers timers;
    private final SessionSettings settings;
    private final Map<String, Connection> carriers = new HashMap<>();
    private boolean leading;

    /** A client's connection, compared by identity. */
    public interface Connection {
        /** Runs once the connection is closed; at once if it already is. */
        void onClose(Runnable action);

        /** Closes it and tells the client why. */
        void close(String reason);
    }

    public SessionService(ControlPlane control, Timers timers, SessionSettings settings) {
        this.control = control;
        this.timers = timers;
        this.settings = settings;
    }

    /** Opens or resumes a session and hangs it on the connection. */
    public CompletableFuture<Opened> open(
            Principal principal, Connection connection, String id, String client) {
        ApplicationId application = applicationOf(principal);
        return control.submit(principal.actor(), new OpenSession(id, application, client))
                .thenApply(decision -> {
                    decision.orThrow();
                    attach(id, connection);
                    Session session = control.latest().sessions().sessions().get(id);
                    if (session == null) {
                        throw new Rejected(new SessionRejection.UnknownSession(id));
                    }
                    return new Opened(session, settings.grace());
                });
    }

    /** Ends a session at the client's wish. */
    public CompletableFuture<Boolean> close(Principal principal, String id) {
        Session session = requireOwn(principal, id);
        return end(principal.actor(), session.id(), Ending.CLOSED);
    }

    /**
     * The open session with this id, if it is the principal's own.
     *
     * @throws Rejected {@code session.unknown} or {@code session.taken}
     */
    public Session requireOwn(Principal principal, String id) {
        Session session = control.latest().sessions().sessions().get(id);
        if (session == null) {
            throw new Rejected(new SessionRejection.UnknownSession(id));
        }
        if (!session.application().equals(applicationOf(principal))) {
            throw new Rejected(new SessionRejection.SessionTaken(id));
        }
        return session;
    }

    /**
     * The open sessions of a namespace, by id.
     *
     * @throws Rejected {@code identity.forbidden}
     */
    public List<Session> list(Principal principal, String namespace) {
        Authoriser.require(principal, namespace, Role.VIEWER);
        List<Session> found = new ArrayList<>();
        for (Table.Entry<String, Session> entry : control.latest().sessions().sessions()) {
            if (entry.value().application().namespace().equals(namespace)) {
                found.add(entry.value());
            }
        }
        return found;
    }

    /** How many sessions have a connection to this server. */
    public synchronized int connected() {
        return carriers.size();
    }

    private CompletableFuture<Boolean> end(String actor, String id, Ending ending) {
        return control.submit(actor, new EndSession(id, ending))
                .thenApply(decision -> !decision.orThrow().isEmpty());
    }

    private void attach(String id, Connection connection) {
        synchronized (this) {
            carriers.put(id, connection);
        }
        connection.onClose(() -> detached(id, connection));
    }

    private void detached(String id, Connection connection) {
        synchronized (this) {
            if (!carriers.remove(id, connection)) {
                return; // it has come back on another connection
            }
        }
        timers.after(settings.grace(), () -> endUnlessCarried(id));
    }

    /** Tried again until it is decided: the log may be without a leader for a moment. */
    private void endUnlessCarried(String id) {
        synchronized (this) {
            boolean open = control.latest().sessions().sessions().contains(id);
            if (!leading || !open || carriers.containsKey(id)) {
                return;
            }
        }
        CompletableFuture<Boolean> _ =
                end(ACTOR, id, Ending.LOST)
                        .whenComplete((done, failure) -> {
                            if (failure != null) {
                                timers.after(settings.grace(), () -> endUnlessCarried(id));
                            }
                        });
    }

    /** A new leader knows no connections yet: it gives every session the time to come back. */
    @Override
    public void leading(boolean nowLeading) {
        synchronized (this) {
            leading = nowLeading;
        }
        if (nowLeading) {
            timers.after(settings.resume(), this::endAllUncarried);
        }
    }

    private void endAllUncarried() {
        for (Table.Entry<String, Session> entry : control.latest().sessions().sessions()) {
            endUnlessCarried(entry.key());
        }
    }

    /** Whoever is deleted leaves at once. */
    @Override
    public void changed(List<Change> changes, ControlView view) {
        for (Change change : changes) {
            if (change.event() instanceof IdentityEvent.ApplicationDeleted deleted) {
                timers.after(Duration.ZERO, () -> expel(deleted.id()));
            }
        }
    }

    private void expel(ApplicationId application) {
        for (Table.Entry<String, Session> entry : control.latest().sessions().sessions()) {
            if (entry.value().application().equals(application)) {
                Connection connection;
                synchronized (this) {
                    connection = carriers.remove(entry.key());
                }
                CompletableFuture<Boolean> _ = end(ACTOR, entry.key(), Ending.EXPELLED);
                if (connection != null) {
                    connection.close("the application '" + application + "' has been deleted");
                }
            }
        }
    }

    private static ApplicationId applicationOf(Principal principal) {
        if (principal.kind() != Principal.Kind.APPLICATION) {
            throw new Rejected(
                    Status.PERMISSION_DENIED,
                    "session.applications-only",
                    "only an application can have a session, not " + principal.actor());
        }
        return ApplicationId.parse(principal.name());
    }
}
