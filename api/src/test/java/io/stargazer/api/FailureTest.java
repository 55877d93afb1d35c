package io.stargazer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.identity.IdentityRejection;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FailureTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OK")
    void a_failure_is_rebuilt_from_what_the_wire_says(Status status) {
        Failure failure = Failure.of(status, "some.code", "a sentence");
        Failure again = Failure.of(failure.status(), failure.code(), "a sentence");
        assertThat(again).hasSameClassAs(failure).hasMessage("a sentence");
        assertThat(again.status()).isEqualTo(status);
        assertThat(again.code()).isEqualTo("some.code");
        assertThat(again.getStackTrace()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OK")
    void only_what_the_system_could_not_do_is_unavailable(Status status) {
        boolean unavailable =
                switch (status) {
                    case NOT_LEADER, OVERLOADED, INDETERMINATE, DEADLINE_EXCEEDED, UNREACHABLE ->
                            true;
                    default -> false;
                };
        assertThat(Failure.of(status, "c", "s") instanceof Unavailable).isEqualTo(unavailable);
        assertThat(Failure.of(status, "c", "s") instanceof Faulted)
                .isEqualTo(status == Status.FAULTED);
    }

    @Test
    void success_is_no_failure() {
        assertThatIllegalArgumentException().isThrownBy(() -> Failure.of(Status.OK, "c", "s"));
    }

    @ParameterizedTest
    @EnumSource
    void statuses_are_found_by_their_number(Status status) {
        assertThat(Status.ofNumber(status.number())).isEqualTo(status);
        assertThat(status.http()).isBetween(200, 599);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 15, 255, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void no_other_number_is_a_status(int number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Status.ofNumber(number))
                .withMessageContaining(String.valueOf(number));
    }

    @Test
    void numbers_of_statuses_are_used_once() {
        assertThat(Arrays.stream(Status.values()).map(Status::number)).doesNotHaveDuplicates();
    }

    @Test
    void an_outcome_is_its_events_or_throws_its_rejection() {
        IdentityRejection rejection = new IdentityRejection.NamespaceInUse("shop", 2);
        assertThat(Outcome.applied().orThrow()).isEmpty();
        assertThatThrownBy(() -> Outcome.refused(rejection).orThrow())
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> {
                            assertThat(refused.status()).isEqualTo(Status.CONFLICT);
                            assertThat(refused.code()).isEqualTo("identity.namespace-in-use");
                        })
                .hasMessage("the namespace 'shop' still has 2 applications");
    }
}
