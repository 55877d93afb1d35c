package io.stargazer.server.task.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.server.task.live.Submitter.Waiting;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** TK-2: who waits for a task waits until each of his reasons to is gone. */
class WaitingTest {

    private final Submitter shop = new Submitter("shop");
    private final Submitter mail = new Submitter("mail");

    @Test
    void who_has_asked_twice_waits_until_he_has_asked_in_vain_twice() {
        Waiting both = Waiting.plus(Waiting.plus(Waiting.plus(null, shop), mail), shop);
        Waiting once = Objects.requireNonNull(both.minus(shop));
        assertThat(once.has(shop)).isTrue();
        Waiting never = Objects.requireNonNull(once.minus(shop));
        assertThat(never.has(shop)).isFalse();
        assertThat(never.has(mail)).as("others wait on").isTrue();
        assertThat(never.minus(mail)).isNull();
    }

    @Test
    void who_is_gone_does_not_wait_however_often_he_has_asked() {
        Waiting both = Waiting.plus(Waiting.plus(Waiting.plus(null, shop), shop), mail);
        Waiting rest = Objects.requireNonNull(both.without(shop));
        assertThat(rest.has(shop)).isFalse();
        assertThat(rest.has(mail)).isTrue();
        assertThat(rest.without(mail)).isNull();
    }
}
