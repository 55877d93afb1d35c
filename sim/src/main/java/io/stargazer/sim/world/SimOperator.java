package io.stargazer.sim.world;

import io.stargazer.sim.log.MemberChanges;
import io.stargazer.sim.log.Voters;
import io.stargazer.sim.time.SimRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who lets servers in and takes them out (CL-2), asks again whatever is refused or
 * unknown, and switches a server off once it surely does not vote any more. One server stays:
 * everybody has its address.
 */
public final class SimOperator {

    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final int MOST_SERVERS = 7;

    private final SimWorld world;
    private final SimRandom random;
    private final String anchor;
    private final Set<String> leaving = new TreeSet<>();

    public SimOperator(SimWorld world) {
        this.world = world;
        this.random = world.random().stream("operator");
        this.anchor = random.pick(world.hosts()).name();
    }

    /** A new server starts and wants to vote. */
    public void add() {
        if (world.hosts().size() < MOST_SERVERS) {
            admit(world.addHost());
        }
    }

    private void admit(SimHost host) {
        Voters now = settled();
        if (now != null && now.has(host.name())) {
            world.trace().note(host.name() + " votes");
        } else {
            ask(members -> members.add(host.name()));
            world.clock().after(AGAIN, () -> admit(host));
        }
    }

    /** Any server but one is to vote no more; it may lead, or be down. */
    public void remove() {
        Voters now = settled();
        List<SimHost> choice = new ArrayList<>(world.hosts());
        choice.removeIf(host ->
                now == null
                        || !now.has(host.name())
                        || leaving.contains(host.name())
                        || host.name().equals(anchor));
        if (!choice.isEmpty()) {
            SimHost host = random.pick(choice);
            leaving.add(host.name());
            expel(host);
        }
    }

    private void expel(SimHost host) {
        Voters now = settled();
        if (now != null && !now.has(host.name())) {
            world.trace().note(host.name() + " votes no more");
            world.removeHost(host);
        } else {
            ask(members -> members.remove(host.name()));
            world.clock().after(AGAIN, () -> expel(host));
        }
    }

    /** Another server is to lead. */
    public void handOver() {
        SimHost to = random.pick(world.hosts());
        ask(members -> members.handOver(to.name()));
    }

    /** What becomes of it is seen in who votes. */
    private void ask(Consumer<MemberChanges> request) {
        MemberChanges members = members();
        if (members != null) {
            request.accept(members);
        }
    }

    private @Nullable Voters settled() {
        MemberChanges members = members();
        return members == null ? null : members.settled();
    }

    private @Nullable MemberChanges members() {
        SimServer leader = world.leader();
        return leader == null || leader.process().isFrozen() ? null : leader.log().members();
    }
}
