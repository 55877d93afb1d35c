package io.stargazer.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.session.SessionContract.Opened;
import io.stargazer.server.session.SessionSettings;
import io.stargazer.sim.House.Line;
import io.stargazer.sim.world.SimClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** RG-3: sessions live by their connections. */
final class SessionsTest {

    private static final Duration GRACE = SessionSettings.DEFAULT.grace();
    private static final Duration RESUME = SessionSettings.DEFAULT.resume();
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final House house = new House();

    @Test
    void a_session_outlives_its_connection_by_the_grace_and_no_longer() {
        house.open("one").breaks();

        house.pass(GRACE.minus(MOMENT));
        assertThat(house.hasSession("one")).isTrue();

        house.pass(MOMENT.plus(MOMENT));
        assertThat(house.hasSession("one")).isFalse();
    }

    @Test
    void a_session_that_comes_back_within_the_grace_stays() {
        house.open("one").breaks();
        house.pass(GRACE.minus(MOMENT.plus(MOMENT)));
        house.open("one");

        house.pass(Duration.ofMinutes(10));

        assertThat(house.hasSession("one")).isTrue();
    }

    @Test
    void every_broken_connection_has_a_grace_of_its_own() {
        house.open("one").breaks();
        house.pass(Duration.ofSeconds(1));
        house.open("one").breaks();

        house.pass(GRACE.minus(MOMENT));
        assertThat(house.hasSession("one")).isTrue();

        house.pass(MOMENT.plus(MOMENT));
        assertThat(house.hasSession("one")).isFalse();
    }

    @Test
    void a_broken_connection_does_not_end_a_session_that_another_one_carries() {
        Line first = house.open("one");
        house.open("one");
        first.breaks();

        house.pass(Duration.ofMinutes(1));

        assertThat(house.hasSession("one")).isTrue();
    }

    @Test
    void what_still_arrives_on_a_connection_that_was_given_up_takes_no_session_away() {
        house.open("one");
        house.open("one").breaks();

        house.pass(Duration.ofMinutes(1));

        assertThat(house.hasSession("one")).isTrue();
    }

    @Test
    void a_session_that_ends_is_told_to_all_who_carry_it() {
        Line first = house.open("one");
        Line second = house.open("one");
        house.await(house.services().identity().deleteApplication(house.admin, House.SHOP));
        house.pass(Duration.ofSeconds(1));

        assertThat(first.reason).contains("has ended");
        assertThat(second.reason).contains("has ended");
    }

    @Test
    void a_session_does_not_end_while_its_resumption_is_on_the_way() {
        house.open("one").breaks();
        house.pass(GRACE.minusMillis(1));
        house.faults(0, 0, 0, Duration.ofSeconds(3));
        CompletableFuture<Opened> resumed = house.opening(new Line(), "one");
        house.pass(Duration.ofMillis(2));
        assertThat(resumed).isNotDone();

        house.pass(Duration.ofMinutes(1));

        assertThat(resumed).isCompleted();
        assertThat(house.hasSession("one")).isTrue();
    }

    @Test
    void a_session_whose_resumption_fails_still_ends() {
        house.open("one").breaks();
        house.pass(GRACE.minusMillis(1));
        house.faults(0, 1, 0, Duration.ofSeconds(3));
        CompletableFuture<Opened> resumed = house.opening(new Line(), "one");
        house.noFaults();
        house.pass(Duration.ofMillis(2));
        assertThat(resumed).isNotDone();
        house.pass(Duration.ofSeconds(3));
        assertThat(resumed).isCompletedExceptionally();

        house.pass(GRACE.plus(MOMENT));

        assertThat(house.hasSession("one")).isFalse();
    }

    @Test
    void a_session_that_was_opened_although_nobody_knows_ends() {
        int unknown = 0;
        for (int i = 0; i < 20; i++) {
            house.faults(0, 0, 1, Duration.ofSeconds(10));
            CompletableFuture<Opened> opening = house.opening(new Line(), "unknown-" + i);
            house.noFaults();
            house.pass(Duration.ofSeconds(30));
            unknown += opening.isCompletedExceptionally() ? 1 : 0;
            assertThat(house.hasSession("unknown-" + i))
                    .isEqualTo(!opening.isCompletedExceptionally());
        }

        assertThat(unknown).isBetween(1, 19);
        assertThat(house.world.history().last().revision()).isGreaterThan(20);
    }

    @Test
    void the_end_of_a_session_is_tried_until_the_log_takes_it() {
        Line line = house.open("one");
        house.faults(1, 0, 0, MOMENT);
        line.breaks();
        house.pass(Duration.ofSeconds(30));
        assertThat(house.hasSession("one")).isTrue();

        house.noFaults();
        house.pass(GRACE.plus(MOMENT));

        assertThat(house.hasSession("one")).isFalse();
    }

    @Test
    void a_server_that_leads_no_more_sends_its_clients_away_and_their_sessions_stay() {
        Line line = house.open("one");
        house.world.server().log().changeLeader(Duration.ofSeconds(3));
        house.pass(MOMENT);
        assertThat(line.reason).contains("does not lead");
        assertThat(house.services().sessions().connected()).isZero();

        house.pass(Duration.ofSeconds(10));
        assertThat(house.hasSession("one")).isTrue();
        house.open("one");
        house.pass(Duration.ofMinutes(1));

        assertThat(house.hasSession("one")).isTrue();
    }

    @Test
    void patience_of_before_a_change_of_leader_ends_nothing_after_it() {
        house.pass(RESUME);
        house.open("one").breaks();
        house.world.server().log().changeLeader(MOMENT);
        house.pass(GRACE.plusSeconds(1));
        assertThat(house.world.server().log().leading()).isTrue();
        assertThat(house.hasSession("one")).isTrue();

        house.pass(RESUME);

        assertThat(house.hasSession("one")).isFalse();
    }

    @Test
    void a_leader_counts_the_time_to_come_back_anew_each_time_it_begins_to_lead() {
        house.pass(RESUME);
        house.open("one");
        house.world.server().log().changeLeader(MOMENT);
        house.pass(RESUME.minusSeconds(2));
        house.world.server().log().changeLeader(MOMENT);
        house.pass(RESUME.minusSeconds(2));
        assertThat(house.hasSession("one")).isTrue();

        house.pass(Duration.ofSeconds(4));

        assertThat(house.hasSession("one")).isFalse();
    }

    @Test
    void a_session_whose_resumption_fails_has_still_the_time_to_come_to_a_new_leader() {
        house.pass(RESUME);
        house.open("one");
        house.world.server().log().changeLeader(MOMENT);
        house.pass(Duration.ofSeconds(1));
        house.faults(1, 0, 0, MOMENT);
        CompletableFuture<Opened> resumed = house.opening(new Line(), "one");
        house.pass(MOMENT);
        assertThat(resumed).isCompletedExceptionally();
        house.noFaults();
        house.pass(GRACE.plus(MOMENT));
        assertThat(house.hasSession("one")).isTrue();

        house.open("one");
        house.pass(RESUME);

        assertThat(house.hasSession("one")).isTrue();
    }

    @Test
    void a_session_opened_at_a_server_that_leads_no_more_is_not_carried_there() {
        CompletableFuture<Opened> opening = house.opening(new Line(), "one");
        house.services().sessions().leading(false); // while its entry is on the way

        house.pass(MOMENT);

        assertThat(house.hasSession("one")).isTrue();
        assertThat(opening).isCompletedExceptionally();
        assertThat(opening.exceptionNow()).isInstanceOf(Unavailable.NotLeader.class);
        assertThat(house.services().sessions().connected()).isZero();
    }

    @Test
    void a_server_that_comes_back_gives_every_session_the_time_to_come_back() {
        house.open("stays");
        house.open("goes");
        house.world.crash();
        house.pass(Duration.ofSeconds(2));
        assertThat(house.hasSession("goes")).isTrue();

        house.pass(RESUME.minusSeconds(2));
        house.open("stays");
        house.pass(GRACE);

        assertThat(house.hasSession("stays")).isTrue();
        assertThat(house.hasSession("goes")).isFalse();
    }

    @Test
    void a_client_that_says_good_bye_leaves_at_once() {
        Line line = house.open("one");

        assertThat(house.await(house.services().sessions().close(House.APPLICATION, "one")))
                .isTrue();

        assertThat(house.hasSession("one")).isFalse();
        assertThat(line.closed).isFalse();
        assertThat(house.services().sessions().connected()).isZero();
    }

    @Test
    void whoever_is_deleted_is_sent_away_and_told() {
        Line line = house.open("one");

        house.await(house.services().identity().deleteApplication(house.admin, House.SHOP));
        house.pass(MOMENT);

        assertThat(house.hasSession("one")).isFalse();
        assertThat(line.reason).contains("one").contains("ended");
        assertThatThrownBy(() -> house.open("two"))
                .extracting(failure -> ((Failure) failure).code())
                .isEqualTo("identity.unknown-application");
    }

    @Test
    void whoever_is_deleted_is_sent_away_even_if_the_log_fails_meanwhile() {
        house.open("one");
        house.services().identity().deleteApplication(house.admin, House.SHOP);
        house.faults(1, 0, 0, MOMENT);
        house.pass(Duration.ofSeconds(10));
        assertThat(house.hasSession("one")).isTrue();

        house.noFaults();
        house.pass(GRACE.plus(MOMENT));

        assertThat(house.hasSession("one")).isFalse();
    }

    @Test
    void a_session_opened_behind_the_deletion_of_its_application_ends() {
        house.services().identity().deleteApplication(house.admin, House.SHOP);
        house.opening(new Line(), "late");

        house.pass(Duration.ofSeconds(1));

        assertThat(house.hasSession("late")).isFalse();
    }

    @Test
    void nobody_takes_the_session_of_another_application_or_keeps_it_from_ending() {
        ApplicationId other = ApplicationId.parse("other");
        house.await(
                house.services().identity().createApplication(house.admin, other, Role.OPERATOR));
        house.open("one").breaks();

        assertThatThrownBy(() ->
                        house.services()
                                .sessions()
                                .open(SimClient.principalOf(other), new Line(), "one", "thief"))
                .extracting(failure -> ((Failure) failure).code())
                .isEqualTo("session.taken");
        house.pass(GRACE.plus(MOMENT));
        assertThat(house.hasSession("one")).isFalse();
    }

    @Test
    void a_person_has_no_session() {
        Principal admin = house.admin;

        assertThatThrownBy(() -> house.services().sessions().open(admin, new Line(), "one", "me"))
                .extracting(failure -> ((Failure) failure).code())
                .isEqualTo("session.applications-only");
    }
}
