package io.stargazer.server.task.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * TK-1, TK-11, TK-12: the dispatcher in a random world, beside a model that looks at everything
 * each time.
 */
class DispatcherModelTest {

    private static final int STEPS = 800;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 31})
    void no_rule_is_broken_whatever_happens_and_in_the_end_all_is_done(long seed) {
        Random random = new Random(seed);
        NaiveWorld world = new NaiveWorld(random);
        for (int step = 0; step < STEPS; step++) {
            world.happen();
            assertThat(world.broken()).as("seed %s, step %s", seed, step).isEmpty();
        }
        world.calm();
        for (int step = 0; step < 20 * STEPS && !world.isDone(); step++) {
            world.work();
            assertThat(world.broken()).as("seed %s, calm step %s", seed, step).isEmpty();
        }
        assertThat(world.unfinished()).as("seed %s", seed).isEmpty();
    }
}
