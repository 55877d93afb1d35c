package io.stargazer.server.session;

import io.stargazer.api.Change;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.IdentityEvent;
import io.stargazer.api.identity.IdentityRejection;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.session.Session;
import io.stargazer.api.session.SessionCommand.EndSession;
import io.stargazer.api.session.SessionCommand.Ending;
import io.stargazer.api.session.SessionCommand.OpenSession;
import io.stargazer.api.session.SessionContract.Opened;
import io.stargazer.api.session.SessionEvent;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps sessions alive by their connections (RG-3). Which connection carries which session is known
 * to this server alone and never logged; only the beginning and the end of a session are commands.
 * Thread-safe; nothing blocks.
 *
 * <p>Only the server that leads carries sessions and ends them (CL-2): one that ceases to lead
 * sends their clients away, and one that begins to lead knows nobody yet and gives every session
 * {@link SessionSettings#resume()} to come to it. What one knew of an earlier leadership does not
 * count in the next.
 */
public final class SessionService implements ChangeListener {

    private static final String ACTOR = "server:sessions";

    private final ControlPlane control;
    private final Timers timers;
    private final SessionSettings settings;

    /**
     * Of each session, all that carry it: a client that came back may have left an older connection
     * on which its wish still arrives, later than on the new one.
     */
    private final Map<String, List<Connection>> carriers = new HashMap<>();

    /** How often each session is being opened or resumed at the moment. */
    private final Map<String, Integer> opening = new HashMap<>();

    /** When the patience with each session that nobody carries ends. */
    private final Map<String, Timers.Timer> patience = new HashMap<>();

    private boolean leading;

    /** Counts the leaderships of this server: what was begun in an earlier one is void. */
    private long leadership;

    /** Whether all still have the time to come back to this server. */
    private boolean returning;

    /** Those who have, meanwhile. */
    private final Set<String> returned = new HashSet<>();

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

    /**
     * Opens or resumes a session and hangs it on the connection. Fails with {@link
     * Unavailable.NotLeader} when this server does not lead, or not any more: the session may be
     * open then, but another server carries it.
     */
    public CompletableFuture<Opened> open(
            Principal principal, Connection connection, String id, String client) {
        ApplicationId application = applicationOf(principal);
        boolean isLeader;
        synchronized (this) {
            isLeader = leading;
        }
        if (isLeader) { // others may be behind, and have no right to say that something is not
            // there
            requireOpenable(application, id);
        }
        synchronized (this) {
            opening.merge(id, 1, Integer::sum);
        }
        return control.submit(principal.actor(), new OpenSession(id, application, client))
                .thenApply(decision -> {
                    decision.orThrow();
                    Session session = sessionOrUnknown(id);
                    attach(id, connection);
                    return new Opened(session, settings.grace());
                })
                .whenComplete((opened, failure) -> decided(id, failure != null));
    }

    /** Refuses early what would keep another's session from ending while it is decided. */
    private void requireOpenable(ApplicationId application, String id) {
        ControlView view = control.latest();
        if (!view.identity().applications().contains(application)) {
            throw new Rejected(new IdentityRejection.UnknownApplication(application));
        }
        Session existing = view.sessions().sessions().get(id);
        if (existing != null && !existing.application().equals(application)) {
            throw new Rejected(new SessionRejection.SessionTaken(id));
        }
    }

    private void decided(String id, boolean failed) {
        synchronized (this) {
            opening.computeIfPresent(id, (same, count) -> count == 1 ? null : count - 1);
        }
        if (failed) {
            endUnlessReturned(id);
        }
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
        Session session = sessionOrUnknown(id);
        if (!session.application().equals(applicationOf(principal))) {
            throw new Rejected(new SessionRejection.SessionTaken(id));
        }
        return session;
    }

    private Session sessionOrUnknown(String id) {
        Session session = control.latest().sessions().sessions().get(id);
        if (session == null) {
            throw new Rejected(new SessionRejection.UnknownSession(id));
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
            if (!leading) {
                throw new Unavailable.NotLeader(
                        "session.not-leader",
                        "this server does not lead any more: another carries the session '"
                                + id
                                + "'");
            }
            carriers.computeIfAbsent(id, none -> new ArrayList<>(1)).add(connection);
            stopWaiting(id);
            if (returning) {
                returned.add(id);
            }
        }
        connection.onClose(() -> detached(id, connection));
    }

    private void detached(String id, Connection connection) {
        synchronized (this) {
            List<Connection> left = carriers.get(id);
            if (left == null || !left.remove(connection) || !left.isEmpty()) {
                return; // it has come back on another connection
            }
            carriers.remove(id);
        }
        endAfterGrace(id);
    }

    /** A whole grace from now on, whatever was begun before. */
    private synchronized void endAfterGrace(String id) {
        if (leading && !carriers.containsKey(id)) {
            stopWaiting(id);
            long now = leadership;
            patience.put(id, timers.after(settings.grace(), () -> endUnlessCarried(id, now)));
        }
    }

    /** The same of one that was not carried here yet; while all may come back, so may this one. */
    private synchronized void endUnlessReturned(String id) {
        if (!returning || returned.contains(id)) {
            endAfterGrace(id);
        }
    }

    private synchronized void stopWaiting(String id) {
        Timers.Timer timer = patience.remove(id);
        if (timer != null) {
            timer.cancel();
        }
    }

    /**
     * Tried again until it is decided: the log may be without a leader for a moment. Never while
     * the session is being resumed: in the log its end would stand behind its resumption; for that
     * it is submitted under the lock.
     */
    private synchronized void endUnlessCarried(String id, long begunIn) {
        if (begunIn != leadership) {
            return;
        }
        patience.remove(id);
        boolean open = control.latest().sessions().sessions().contains(id);
        boolean isKept = carriers.containsKey(id) || opening.containsKey(id);
        if (!leading || !open || isKept) {
            return;
        }
        CompletableFuture<Boolean> _ =
                end(ACTOR, id, Ending.LOST)
                        .whenComplete((done, failure) -> {
                            if (failure != null) {
                                endAfterGrace(id);
                            }
                        });
    }

    /** A new leader knows no connections yet: it gives every session the time to come back. */
    @Override
    public synchronized void leading(boolean nowLeading) {
        leading = nowLeading;
        leadership++;
        returning = nowLeading;
        returned.clear();
        patience.values().forEach(Timers.Timer::cancel);
        patience.clear();
        if (nowLeading) {
            long now = leadership;
            timers.after(settings.resume(), () -> endAllUncarried(now));
        } else {
            List<Connection> left = carriers.values().stream().flatMap(List::stream).toList();
            carriers.clear();
            timers.after(
                    Duration.ZERO,
                    () -> left.forEach(one -> one.close("this server does not lead any more")));
        }
    }

    private synchronized void endAllUncarried(long begunIn) {
        if (begunIn != leadership) {
            return;
        }
        returning = false;
        returned.clear();
        for (Table.Entry<String, Session> entry : control.latest().sessions().sessions()) {
            if (!patience.containsKey(entry.key())) {
                endUnlessCarried(entry.key(), begunIn);
            }
        }
    }

    /** What was opened is carried soon or ends; what has ended is told; the deleted leave. */
    @Override
    public void changed(List<Change> changes, ControlView view) {
        for (Change change : changes) {
            switch (change.event()) {
                case SessionEvent.SessionOpened opened -> {
                    Session session = opened.session();
                    endUnlessReturned(session.id());
                    if (!view.identity().applications().contains(session.application())) {
                        expelSoon(session.application(), change.timeMs());
                    }
                }
                case SessionEvent.SessionEnded ended -> ended(ended);
                case IdentityEvent.ApplicationDeleted deleted ->
                        expelSoon(deleted.id(), change.timeMs());
                default -> {}
            }
        }
    }

    /** Whoever believes in a session that is over comes back and opens a new one. */
    private void ended(SessionEvent.SessionEnded ended) {
        List<Connection> left;
        synchronized (this) {
            left = carriers.remove(ended.id());
            stopWaiting(ended.id());
        }
        if (left != null && ended.ending() != Ending.CLOSED) {
            String reason = "the session '" + ended.id() + "' has ended";
            timers.after(Duration.ZERO, () -> left.forEach(one -> one.close(reason)));
        }
    }

    private void expelSoon(ApplicationId application, long openedUntilMs) {
        timers.after(
                Duration.ZERO,
                () -> {
                    for (var entry : control.latest().sessions().sessions()) {
                        Session session = entry.value();
                        if (session.application().equals(application)
                                && session.openedMs() <= openedUntilMs) {
                            expel(session);
                        }
                    }
                });
    }

    /** Tried again until it is decided. */
    private void expel(Session session) {
        if (session.equals(control.latest().sessions().sessions().get(session.id()))) {
            CompletableFuture<Boolean> _ =
                    end(ACTOR, session.id(), Ending.EXPELLED)
                            .whenComplete((done, failure) -> {
                                if (failure != null) {
                                    timers.after(settings.grace(), () -> expel(session));
                                }
                            });
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
