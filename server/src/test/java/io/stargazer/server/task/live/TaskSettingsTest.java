package io.stargazer.server.task.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** TK-4: what executors may have waits for them as long as their sessions do, and not for ever. */
class TaskSettingsTest {

    private static Duration graceOf(Duration sessions) {
        return TaskSettings.of("s1", sessions).grace();
    }

    @Test
    void tasks_wait_for_executors_as_long_as_their_sessions_do_and_not_for_ever() {
        assertThat(graceOf(Duration.ZERO)).isZero();
        assertThat(graceOf(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
        assertThat(graceOf(Duration.ofHours(9999))).isEqualTo(Duration.ofSeconds(5));
    }
}
