package io.stargazer.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** RP-9: the tests that look for leaks can find one. */
class LeakWatchTest {

    private final Logger detector = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);

    @BeforeEach
    void keepQuiet() {
        detector.setAdditive(false);
    }

    @AfterEach
    void restore() {
        detector.setAdditive(true);
    }

    @Test
    void a_buffer_that_nobody_releases_is_counted_and_found() {
        try (LeakWatch watch = new LeakWatch()) {
            lose(watch);
            assertThat(watch.bytesInUse()).isEqualTo(100);
            assertThat(watch.leaks()).isNotEmpty();
        }
    }

    @Test
    void a_buffer_that_is_released_is_neither() {
        try (LeakWatch watch = new LeakWatch()) {
            watch.allocator().buffer(100).release();
            assertThat(watch.bytesInUse()).isZero();
            assertThat(watch.leaks()).isEmpty();
        }
    }

    private static void lose(LeakWatch watch) {
        watch.allocator().buffer(100).writeInt(1);
    }
}
