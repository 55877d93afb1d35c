package io.stargazer.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Role;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.identity.Gate;
import io.stargazer.server.identity.TokenIssuer;
import io.stargazer.sim.time.SimWallClock;
import io.stargazer.sim.world.SimClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ID-1, ID-3: tokens expire, and keys rotate without an outage. */
final class TokensTest {

    private static final String ACTOR = "server:s1";

    private final House house = new House();
    private Path directory;
    private TokenIssuer tokens;

    @BeforeEach
    void publish(@TempDir Path directory) throws IOException {
        this.directory = directory;
        tokens = issuer("key");
        house.await(tokens.publish(ACTOR)).orThrow();
    }

    @Test
    void a_token_is_good_for_two_hours_and_no_longer() {
        String token = tokens.issue(House.APPLICATION).token();
        assertThat(tokens.verify(token).principal()).isEqualTo(House.APPLICATION);

        house.pass(TokenIssuer.LIFETIME.minusSeconds(1));
        assertThat(tokens.verify(token).principal()).isEqualTo(House.APPLICATION);

        house.pass(Duration.ofSeconds(1));
        assertThatThrownBy(() -> tokens.verify(token)).satisfies(hasCode("token.expired"));
    }

    @Test
    void a_token_is_good_for_two_hours_although_the_clock_jumps() {
        SimWallClock clock = house.world.hosts().getFirst().wallClock();
        String before = tokens.issue(House.APPLICATION).token();
        clock.jump(Duration.ofHours(5));
        assertThat(tokens.verify(before).principal()).isEqualTo(House.APPLICATION);

        clock.jump(Duration.ofHours(-10));
        house.pass(Duration.ofMinutes(1));
        String after = tokens.issue(House.APPLICATION).token();
        house.pass(Duration.ofMinutes(118));
        assertThat(tokens.verify(before).principal()).isEqualTo(House.APPLICATION);
        assertThat(tokens.verify(after).principal()).isEqualTo(House.APPLICATION);

        house.pass(Duration.ofMinutes(20));
        assertThatThrownBy(() -> tokens.verify(before)).satisfies(hasCode("token.expired"));
        assertThatThrownBy(() -> tokens.verify(after)).satisfies(hasCode("token.expired"));
    }

    @Test
    void who_was_made_by_a_leader_whose_clock_was_fast_is_there_for_one_whose_clock_is_right()
            throws IOException {
        SimWallClock clock = house.world.hosts().getFirst().wallClock();
        clock.jump(Duration.ofHours(5));
        startAnew();
        ApplicationId made = ApplicationId.parse("mail");
        house.await(
                house.services().identity().createApplication(house.admin, made, Role.OPERATOR));
        clock.jump(Duration.ofHours(-5));
        startAnew();
        TokenIssuer issuer = issuer("key");
        Gate gate = new Gate(issuer, house.world.server().control());

        String token = issuer.issue(SimClient.principalOf(made)).token();

        assertThat(gate.admit(token).principal().name()).isEqualTo("default/mail");
        gate.requireExisting(SimClient.principalOf(made));
    }

    private void startAnew() {
        house.world.crash();
        house.pass(Duration.ofSeconds(2));
    }

    @Test
    void a_token_of_before_the_rotation_stays_good_after_it() {
        String before = tokens.issue(House.APPLICATION).token();

        String keyId = house.await(tokens.rotate(ACTOR));

        String after = tokens.issue(House.APPLICATION).token();
        assertThat(tokens.verify(before).keyId()).isNotEqualTo(keyId);
        assertThat(tokens.verify(after).keyId()).isEqualTo(keyId);
    }

    @Test
    void a_token_signed_with_a_key_after_its_retirement_is_refused() throws IOException {
        Files.copy(directory.resolve("key"), directory.resolve("stolen"));
        house.await(tokens.rotate(ACTOR));
        house.pass(Duration.ofSeconds(1));

        String forged = issuer("stolen").issue(House.APPLICATION).token();

        assertThatThrownBy(() -> tokens.verify(forged)).satisfies(hasCode("token.foreign"));
    }

    @Test
    void a_retired_key_is_forgotten_once_its_last_token_has_expired() {
        house.await(tokens.rotate(ACTOR));
        house.pass(TokenIssuer.LIFETIME);
        tokens.forgetExpired(ACTOR);
        house.pass(Duration.ofSeconds(1));
        assertThat(house.view().identity().keys().size()).isEqualTo(2);

        house.pass(Duration.ofMinutes(6));
        tokens.forgetExpired(ACTOR);
        house.pass(Duration.ofSeconds(1));

        assertThat(house.view().identity().keys().size()).isEqualTo(1);
        assertThat(tokens.issue(House.APPLICATION).token()).isNotEmpty();
    }

    @Test
    void a_rotation_that_the_log_refuses_is_no_outage() {
        house.faults(1, 0, 0, Duration.ofMillis(1));
        CompletableFuture<String> rotation = tokens.rotate(ACTOR);
        house.pass(Duration.ofSeconds(1));
        assertThat(rotation).isCompletedExceptionally();

        String token = tokens.issue(House.APPLICATION).token();

        assertThat(tokens.verify(token).principal()).isEqualTo(House.APPLICATION);
    }

    @Test
    void no_token_is_issued_before_the_key_is_known_to_all() throws IOException {
        TokenIssuer early = issuer("another");

        assertThatThrownBy(() -> early.issue(House.APPLICATION))
                .isInstanceOf(Unavailable.NotLeader.class);
    }

    private TokenIssuer issuer(String file) throws IOException {
        ControlPlane control = house.world.server().control();
        return new TokenIssuer(control, house.world.server().timers(), directory.resolve(file));
    }

    private static Consumer<Throwable> hasCode(String code) {
        return failure ->
                assertThat(failure)
                        .isInstanceOfSatisfying(
                                Failure.class, f -> assertThat(f.code()).isEqualTo(code));
    }
}
