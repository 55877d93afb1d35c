package io.stargazer.sim.invariant.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.SimHost;
import io.stargazer.sim.world.SimParts;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CL-1: in the end all servers know what was changed, as soon as they can, and no sooner. */
final class ServesAgainTest {

    private final SimWorld world = new SimWorld(1, 3, new SimParts());
    private final ServesAgain servesAgain = new ServesAgain();

    /** Three servers agree. */
    @BeforeEach
    void begin() {
        world.start();
        world.clock().runFor(Duration.ofSeconds(5));
        world.write(Objects.requireNonNull(world.leader()));
        world.clock().runFor(Duration.ofSeconds(1));
        assertThat(behind()).isEmpty();
    }

    private List<SimHost> behind() {
        long newest = world.history().revision();
        return world.hosts().stream()
                .filter(host -> host.server().control().latest().revision() < newest)
                .toList();
    }

    @Test
    void a_change_of_this_moment_is_not_known_to_all_yet() {
        world.write(Objects.requireNonNull(world.leader()));
        while (behind().isEmpty()) {
            world.clock().runFor(Duration.ofNanos(10_000));
        }
        assertThatCode(() -> servesAgain.checkRested(world)).doesNotThrowAnyException();
    }

    @Test
    void a_server_that_does_not_hear_of_a_change_is_named() {
        SimHost deaf =
                world.hosts().stream()
                        .filter(host -> host.server() != world.leader())
                        .findFirst()
                        .orElseThrow();
        world.hosts().forEach(host -> world.network().cut(host.name(), deaf.name()));
        world.write(Objects.requireNonNull(world.leader()));
        world.clock().runFor(Duration.ofMillis(120));
        assertThat(behind()).containsExactly(deaf);
        assertThatThrownBy(() -> servesAgain.checkRested(world))
                .isInstanceOf(Violation.class)
                .hasMessageContaining(deaf.name() + " is at revision 2 of 3");
    }
}
