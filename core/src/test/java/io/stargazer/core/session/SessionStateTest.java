package io.stargazer.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.session.Session;
import io.stargazer.api.session.SessionCommand.EndSession;
import io.stargazer.api.session.SessionCommand.Ending;
import io.stargazer.api.session.SessionCommand.OpenSession;
import io.stargazer.api.session.SessionEvent;
import io.stargazer.api.session.SessionRejection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RG-3: sessions, as commands and outcomes. */
final class SessionStateTest {

    private static final ApplicationId SHOP = new ApplicationId("default", "shop");
    private static final OpenSession OPEN = new OpenSession("s1", SHOP, "host pid 1");
    private static final Session SESSION = new Session("s1", SHOP, "host pid 1", 1000);

    private final SessionState state = new SessionState();

    @Test
    void a_session_is_opened() {
        assertThat(state.apply(at(1000), OPEN))
                .isEqualTo(Outcome.applied(new SessionEvent.SessionOpened(SESSION)));
        assertThat(state.view().sessions().get("s1")).isEqualTo(SESSION);
    }

    @Test
    void opening_it_again_changes_nothing() {
        state.apply(at(1000), OPEN);
        SessionView before = state.view();
        assertThat(state.apply(at(2000), OPEN)).isEqualTo(Outcome.applied());
        assertThat(state.apply(at(2000), new OpenSession("s1", SHOP, "elsewhere")))
                .isEqualTo(Outcome.applied());
        assertThat(state.view()).isSameAs(before);
    }

    @Test
    void a_session_of_another_application_is_taken() {
        state.apply(at(1000), OPEN);
        SessionView before = state.view();
        ApplicationId bank = new ApplicationId("default", "bank");
        assertThat(state.apply(at(2000), new OpenSession("s1", bank, "host pid 2")))
                .isEqualTo(Outcome.refused(new SessionRejection.SessionTaken("s1")));
        assertThat(state.view()).isSameAs(before);
    }

    @ParameterizedTest
    @EnumSource
    void a_session_ends_once(Ending ending) {
        state.apply(at(1000), OPEN);
        EndSession end = new EndSession("s1", ending);
        assertThat(state.apply(at(2000), end))
                .isEqualTo(Outcome.applied(new SessionEvent.SessionEnded("s1", ending)));
        assertThat(state.view().sessions().isEmpty()).isTrue();
        assertThat(state.apply(at(3000), end)).isEqualTo(Outcome.applied());
    }

    private static Stamp at(long timeMs) {
        return new Stamp(timeMs / 1000, timeMs, "app:default/shop");
    }
}
