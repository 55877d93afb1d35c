package io.stargazer.sim.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.server.identity.Gate;
import io.stargazer.server.identity.IdentityService.IssuedSecret;
import io.stargazer.server.identity.KeyPublisher;
import io.stargazer.server.identity.LoginService;
import io.stargazer.server.identity.Secrets;
import io.stargazer.server.identity.TokenIssuer;
import io.stargazer.sim.log.LogFaults;
import io.stargazer.sim.world.SimClient;
import io.stargazer.sim.world.SimHost;
import io.stargazer.sim.world.SimParts;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * CL-2, ID-1: three servers, of which one leads. The others may not have heard of a key, a secret
 * or an application yet, so they refuse nobody for good.
 */
final class NotTheLeaderTest {

    private static final ApplicationId SHOP = ApplicationId.parse("shop");
    private static final Duration MOMENT = Duration.ofMillis(200);

    @TempDir Path folder;

    private final SimWorld world = new SimWorld(5, 3, new SimParts());
    private Identity leader;
    private Identity follower;

    /** Who may come in, at one server. */
    private record Identity(SimServer server, TokenIssuer tokens, LoginService logins, Gate gate) {}

    @BeforeEach
    void elect() throws IOException {
        world.start();
        pass(Duration.ofSeconds(3));
        SimServer leading = Objects.requireNonNull(world.leader());
        leader = at(leading);
        for (SimHost host : world.hosts()) {
            if (host.server() != leading) {
                follower = at(host.server());
            }
        }
        leader.tokens.publish("server:leader");
        leading.services().identity().createNamespace(admin(), "default");
        pass(MOMENT);
    }

    private Identity at(SimServer server) throws IOException {
        TokenIssuer tokens =
                new TokenIssuer(server.control(), server.timers(), folder.resolve(server.name()));
        LoginService logins =
                new LoginService(server.control(), tokens, new Secrets(), server.timers(), true);
        return new Identity(server, tokens, logins, new Gate(tokens, server.control()));
    }

    private static Principal admin() {
        TreeMap<String, Role> roles = new TreeMap<>();
        roles.put(Principal.EVERYWHERE, Role.ADMIN);
        return new Principal(Principal.Kind.USER, "admin", roles);
    }

    private void pass(Duration duration) {
        world.clock().runFor(duration);
    }

    private String createShop() {
        CompletableFuture<IssuedSecret> made =
                leader.server.services().identity().createApplication(admin(), SHOP, Role.OPERATOR);
        pass(MOMENT);
        return made.join().secret();
    }

    @Test
    void a_token_that_a_follower_cannot_judge_is_not_refused_for_good() {
        createShop();
        String good = leader.tokens.issue(SimClient.principalOf(SHOP)).token();
        for (String token : new String[] {"sg1.not.one", good + "x"}) {
            assertRefusedOnlyByTheLeader(at -> at.gate.admit(token));
        }
        assertThat(follower.gate.admit(good).principal().name()).isEqualTo("default/shop");
    }

    @Test
    void a_bearer_of_whom_a_follower_has_not_heard_yet_is_sent_to_the_leader() {
        String token = leader.tokens.issue(SimClient.principalOf(SHOP)).token();

        assertRefusedOnlyByTheLeader(at -> at.gate.admit(token));
    }

    @Test
    void a_secret_that_a_follower_does_not_know_is_not_refused_for_good() {
        String secret = createShop();
        assertRefusedOnlyByTheLeader(at -> at.logins.prove(SHOP, secret + "x"));
        assertThat(follower.logins.prove(SHOP, secret).principal().name())
                .isEqualTo("default/shop");
    }

    @Test
    void an_application_of_which_a_follower_has_not_heard_is_neither_refused_nor_made_there() {
        ApplicationId unknown = ApplicationId.parse("unknown");
        for (int i = 0; i < 10; i++) { // nor does asking count as guessing
            assertNotLeader(() -> follower.logins.prove(unknown, "a secret of some length"));
        }
        pass(MOMENT);
        assertThat(leader.server.control().latest().identity().applications().contains(unknown))
                .isFalse();
    }

    @Test
    void a_key_that_could_not_be_published_is_published_within_a_moment() {
        KeyPublisher publisher =
                new KeyPublisher(follower.tokens, follower.server.timers(), "server:follower");
        follower.server.control().listen(publisher);
        world.faults(new LogFaults(0.5, 0, 0.5, 0, MOMENT, MOMENT));
        follower.server.log().campaign();
        pass(Duration.ofSeconds(3));
        assertThat(follower.server.control().status().leading()).isTrue();
        assertThat(publisher.published()).isNotDone();
        world.faults(LogFaults.NONE);
        pass(MOMENT);

        assertThat(publisher.published()).isCompleted();
        assertThat(follower.tokens.issue(SimClient.principalOf(SHOP)).token()).isNotEmpty();
    }

    private interface Attempt {
        Object at(Identity identity);
    }

    private void assertRefusedOnlyByTheLeader(Attempt attempt) {
        assertThatThrownBy(() -> attempt.at(leader))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.status()).isEqualTo(Status.UNAUTHENTICATED));
        assertNotLeader(() -> attempt.at(follower));
    }

    private static void assertNotLeader(ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        Unavailable.NotLeader.class,
                        away -> assertThat(away.code()).isEqualTo("cluster.not-leader"));
    }
}
