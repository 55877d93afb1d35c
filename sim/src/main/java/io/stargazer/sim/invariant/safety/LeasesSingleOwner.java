package io.stargazer.sim.invariant.safety;

import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.Carriers.Carrier;
import io.stargazer.sim.world.History.Decided;
import io.stargazer.sim.world.History.Origin;
import io.stargazer.sim.world.SimClient;
import io.stargazer.sim.world.SimHost;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sessions and what hangs on them have one owner: no two servers lead in the same term; nothing of
 * an earlier leader takes effect behind something of a later one; and only a server that leads, as
 * far as it knows, takes a session.
 */
public final class LeasesSingleOwner implements Invariant {

    private final Map<Long, String> leaders = new HashMap<>(); // by term; never walked through
    private final Map<String, Carrier> taken = new HashMap<>(); // by session; never walked through
    private long checked;
    private long newestTerm;

    @Override
    public void check(SimWorld world) {
        for (SimHost host : world.hosts()) {
            if (host.server().log().leading()) {
                checkLeader(host.server());
            }
        }
        for (; checked < world.history().revision(); checked++) {
            checkOrigin(world.history().decided(checked + 1));
        }
        for (SimClient client : world.clients()) {
            checkCarrier(world.carriers().of(client.session()));
        }
    }

    private void checkLeader(SimServer server) {
        long term = server.log().term();
        String other = leaders.putIfAbsent(term, server.name());
        Violation.unless(
                other == null || other.equals(server.name()),
                this,
                () -> "%s and %s both lead in term %d".formatted(other, server.name(), term));
    }

    private void checkOrigin(Decided decided) {
        Origin origin = decided.origin();
        Violation.unless(
                origin.isLeaders() && origin.term() >= newestTerm,
                this,
                () ->
                        "%s took effect in term %d, decided in term %d"
                                .formatted(decided, newestTerm, origin.term()));
        newestTerm = origin.term();
    }

    private void checkCarrier(@Nullable Carrier carrier) {
        if (carrier == null) {
            return;
        }
        String session = carrier.connection().session();
        Carrier before = taken.put(session, carrier);
        boolean isTaken = before == null || before.sinceNs() != carrier.sinceNs();
        Violation.unless(
                !isTaken || carrier.isByLeader(),
                this,
                () ->
                        "%s has taken the session %s and does not lead"
                                .formatted(carrier.connection().server().name(), session));
    }
}
