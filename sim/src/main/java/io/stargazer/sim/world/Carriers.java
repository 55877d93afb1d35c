package io.stargazer.sim.world;

import io.stargazer.sim.time.SimClock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which connection carries which session, or carried it last, seen from above. */
public final class Carriers {

    private final SimClock clock;
    private final Map<String, Carrier> carriers = new TreeMap<>();

    /**
     * A connection that a server has bound to a session.
     *
     * @param isByLeader whether that server led at the time, as far as it knew
     * @param sinceNs when it did
     * @param brokenNs when the server learned that the connection is broken
     */
    public record Carrier(
            SimConnection connection, boolean isByLeader, long sinceNs, long brokenNs) {}

    Carriers(SimClock clock) {
        this.clock = clock;
    }

    void carries(SimConnection connection, String session) {
        boolean isByLeader = connection.server().log().leading();
        carriers.put(session, new Carrier(connection, isByLeader, clock.nowNs(), Long.MAX_VALUE));
    }

    void broken(SimConnection connection) {
        carriers.computeIfPresent(
                connection.session(),
                (session, carrier) ->
                        carrier.connection == connection
                                ? new Carrier(
                                        connection,
                                        carrier.isByLeader,
                                        carrier.sinceNs,
                                        clock.nowNs())
                                : carrier);
    }

    public @Nullable Carrier of(String session) {
        return carriers.get(session);
    }

    /** How long nothing has carried the session; negative while something does. */
    public Duration uncarriedFor(String session) {
        Carrier carrier = carriers.get(session);
        return Duration.ofNanos(carrier == null ? clock.nowNs() : clock.nowNs() - carrier.brokenNs);
    }
}
