package io.stargazer.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.IdentityCommand.CreateNamespace;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.server.registry.PushedUpdate;
import io.stargazer.server.registry.WatchHub;
import io.stargazer.sim.world.SimClient;
import io.stargazer.sim.world.SimParts;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RG-2, CL-2: a watch that moves to another server goes neither back nor on with a gap. */
final class WatchesElsewhereTest {

    private static final Principal SHOP = SimClient.principalOf(ApplicationId.parse("shop"));
    private static final ServiceName SERVICE = new ServiceName("default", "orders");

    private final SimWorld world = new SimWorld(1, 3, new SimParts());
    private final Told told = new Told();

    @BeforeEach
    void start() {
        world.start();
        pass(Duration.ofSeconds(3));
        create("default");
    }

    @Test
    void a_server_that_is_behind_tells_nothing_that_is_older() {
        SimServer behind = follower();
        world.hosts().forEach(host -> world.network().cut(host.name(), behind.name()));
        create("another");
        long known = leader().control().latest().revision();
        assertThat(behind.control().latest().revision()).isLessThan(known);

        behind.services().registry().watch(SHOP, SERVICE, known, told);
        pass(Duration.ofSeconds(1));

        assertThat(told.updates).isEmpty();
        assertThat(told.failures).hasOnlyElementsOfType(Unavailable.NotLeader.class).hasSize(1);
    }

    @Test
    void a_follower_that_has_caught_up_goes_on_where_the_watch_was() {
        create("another");
        long known = leader().control().latest().revision();

        follower().services().registry().watch(SHOP, SERVICE, known, told);
        pass(Duration.ofSeconds(1));

        assertThat(told.updates).isEmpty();
        assertThat(told.failures).isEmpty();
    }

    @Test
    void what_the_leader_has_not_reached_is_of_a_cluster_before_this_one() {
        SimServer leader = leader();
        leader.services().registry().watch(SHOP, SERVICE, 1_000_000, told);
        assertThat(told.updates).isEmpty();
        pass(Duration.ofSeconds(1));

        assertThat(told.updates).hasOnlyElementsOfType(Update.Listing.class).hasSize(1);
    }

    @Test
    void a_watch_that_ends_before_it_could_begin_is_told_nothing() {
        leader().services().registry().watch(SHOP, SERVICE, 1_000_000, told).run();
        pass(Duration.ofSeconds(1));

        assertThat(told.updates).isEmpty();
        assertThat(told.failures).isEmpty();
    }

    private SimServer leader() {
        return Objects.requireNonNull(world.leader());
    }

    private SimServer follower() {
        return world.hosts().stream()
                .map(host -> host.server())
                .filter(server -> server != leader())
                .findFirst()
                .orElseThrow();
    }

    private void create(String namespace) {
        var done = leader().control().submit("test", new CreateNamespace(namespace));
        pass(Duration.ofMillis(100));
        assertThat(done).isCompleted();
    }

    private void pass(Duration duration) {
        world.clock().runFor(duration);
    }

    private static final class Told implements WatchHub.Watcher {
        final List<Update> updates = new ArrayList<>();
        final List<Failure> failures = new ArrayList<>();

        @Override
        public void update(PushedUpdate update) {
            updates.add(update.update());
        }

        @Override
        public void failed(Failure failure) {
            failures.add(failure);
        }
    }
}
