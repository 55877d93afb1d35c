package io.stargazer.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Failure;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.IdentityCommand;
import io.stargazer.api.identity.Role;
import io.stargazer.server.identity.LoginService;
import io.stargazer.server.identity.Secrets;
import io.stargazer.server.identity.TokenIssuer;
import io.stargazer.sim.world.SimServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ID-1, ID-3: who has the secret comes in, who guesses waits. */
final class LoginsTest {

    private static final ApplicationId ORDERS = ApplicationId.parse("orders");

    private static final String ANNA = "anna";
    private static final String PASSWORD = "a password of anna";

    private final House house = new House();
    private LoginService logins;
    private String secret;

    @BeforeEach
    void createApplication(@TempDir Path directory) throws IOException {
        SimServer server = house.world.server();
        TokenIssuer tokens =
                new TokenIssuer(server.control(), server.timers(), directory.resolve("key"));
        house.await(tokens.publish("server:s1")).orThrow();
        Secrets secrets = new Secrets();
        logins = new LoginService(server.control(), tokens, secrets, server.timers(), false);
        IdentityCommand anna =
                new IdentityCommand.CreateUser(
                        ANNA, secrets.hashAutoRegistered(PASSWORD), Collections.emptySortedMap());
        house.await(server.control().submit("user:admin", anna)).orThrow();
        secret =
                house.await(
                                house.services()
                                        .identity()
                                        .createApplication(house.admin, ORDERS, Role.OPERATOR))
                        .secret();
    }

    @Test
    void the_right_secret_is_accepted_and_a_wrong_an_empty_or_an_unknown_one_is_not() {
        assertThat(logins.application(ORDERS, secret).principal().name())
                .isEqualTo("default/orders");
        assertRefused("identity.wrong-credentials", () -> logins.application(ORDERS, secret + "x"));
        assertRefused("identity.wrong-credentials", () -> logins.application(ORDERS, ""));
        assertRefused(
                "identity.wrong-credentials",
                () -> logins.application(ApplicationId.parse("nobody"), secret));
    }

    @Test
    void after_five_wrong_passwords_nobody_gets_in_for_half_a_minute() {
        guess(5);
        assertRefused("identity.too-many-failures", () -> logins.user(ANNA, PASSWORD));
        house.pass(Duration.ofSeconds(29));
        assertRefused("identity.too-many-failures", () -> logins.user(ANNA, PASSWORD));

        house.pass(Duration.ofSeconds(1));

        assertThat(logins.user(ANNA, PASSWORD).grant().token()).isNotEmpty();
    }

    @Test
    void a_guesser_of_one_name_does_not_lock_out_another() {
        guess(5);

        assertRefused("identity.wrong-credentials", () -> logins.user("boris", "guess"));
    }

    @Test
    void a_success_forgives_the_failures_before() {
        guess(4);
        logins.user(ANNA, PASSWORD);
        guess(4);

        assertThat(logins.user(ANNA, PASSWORD).grant().token()).isNotEmpty();
    }

    @Test
    void nobody_can_lock_out_an_application_whose_secret_cannot_be_guessed() {
        for (int i = 0; i < 10; i++) {
            assertRefused("identity.wrong-credentials", () -> logins.application(ORDERS, "guess"));
        }

        assertThat(logins.application(ORDERS, secret).grant().token()).isNotEmpty();
    }

    @Test
    void an_old_secret_is_good_for_the_overlap_and_no_longer() {
        String fresh =
                house.await(
                                house.services()
                                        .identity()
                                        .rotateSecret(house.admin, ORDERS, Duration.ofMinutes(10)))
                        .secret();
        assertThat(logins.application(ORDERS, fresh).grant().token()).isNotEmpty();
        house.pass(Duration.ofMinutes(9));
        assertThat(logins.application(ORDERS, secret).grant().token()).isNotEmpty();

        house.pass(Duration.ofMinutes(1));

        assertRefused("identity.wrong-credentials", () -> logins.application(ORDERS, secret));
        assertThat(logins.application(ORDERS, fresh).grant().token()).isNotEmpty();
    }

    private void guess(int times) {
        for (int i = 0; i < times; i++) {
            assertRefused("identity.wrong-credentials", () -> logins.user(ANNA, "guess"));
        }
    }

    private static void assertRefused(String code, ThrowingCallable login) {
        assertThatThrownBy(login)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
