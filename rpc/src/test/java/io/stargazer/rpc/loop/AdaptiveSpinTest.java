package io.stargazer.rpc.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RP-3: who finds nothing looks less and less. */
class AdaptiveSpinTest {

    private static final long LONGEST_NS = 50_000;

    private final AdaptiveSpin spin = new AdaptiveSpin(LONGEST_NS);

    @Test
    void a_look_that_finds_something_is_followed_by_another() {
        for (int at = 0; at < 100; at++) {
            assertThat(spin.nextNs()).isEqualTo(LONGEST_NS);
            spin.found();
        }
    }

    @Test
    void an_idle_loop_hardly_ever_looks() {
        int looks = 0;
        for (int wake = 0; wake < 10_000; wake++) {
            looks += idle();
        }
        assertThat(looks).isBetween(10, 20);
    }

    /** One waking after a long sleep with nothing to find. */
    private int idle() {
        boolean looks = spin.nextNs() > 0;
        if (looks) {
            spin.inVain();
        }
        spin.slept(5_000_000_000L);
        return looks ? 1 : 0;
    }

    @Test
    void short_sleeps_bring_an_idle_loop_back_to_looking() {
        for (int wake = 0; wake < 2_000; wake++) {
            idle();
        }
        int sleeps = 0;
        while (spin.nextNs() == 0) {
            spin.slept(100_000);
            sleeps++;
        }
        assertThat(sleeps).isBetween(1, 11);
    }

    @Test
    void who_is_never_to_spin_never_does() {
        assertThat(new AdaptiveSpin(0).nextNs()).isZero();
    }
}
