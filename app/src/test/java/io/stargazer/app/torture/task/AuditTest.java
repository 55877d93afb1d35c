package io.stargazer.app.torture.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TK-2, TK-3, TK-4: planted losses, repeats and late effects of tasks are found. */
class AuditTest {

    @TempDir Path folder;

    private final Journal journal = new Journal();

    @SuppressWarnings("NullAway.Init") // begin() sets it
    private Effects effects;

    /** Three tasks, of which one was done twice, and what is logged beside. */
    @BeforeEach
    void begin() throws IOException {
        effects = new Effects(folder);
        List.of(
                        "12:00:01.000 WARN  the connection is broken",
                        "accepted 1",
                        "accepted 1002",
                        "ended 1 10",
                        "accepted 3",
                        "dead 3",
                        "ended 1002 12")
                .forEach(journal::hear);
        effects.add(1, 10);
        effects.add(1002, 11);
        effects.add(1002, 12);
    }

    private String complaint() throws IOException {
        return new Audit(journal, effects).complaint().orElse("");
    }

    @Test
    void whatever_was_accepted_has_ended_and_had_its_effect() throws IOException {
        assertThat(complaint()).isEmpty();
        assertThat(journal.accepted()).isEqualTo(3);
        assertThat(journal.ended()).isEqualTo(3);
        assertThat(journal.dead()).isEqualTo(1);
    }

    @Test
    void a_later_life_asks_for_what_is_open_and_for_some_that_have_ended() {
        journal.hear("accepted 1004");
        assertThat(journal.open()).containsExactly(1004);
        assertThat(journal.endedBefore(2)).containsExactly(1002, 3);
        assertThat(journal.last()).isEqualTo(1004);
    }

    @Test
    void a_task_without_an_end_is_named() throws IOException {
        journal.hear("accepted 7");
        assertThat(complaint()).contains("task 7 was accepted, and its end is not known");
    }

    @Test
    void a_task_that_is_not_remembered_is_named() throws IOException {
        journal.hear("lost 1 sdk.task-forgotten");
        assertThat(complaint()).isEqualTo("task 1 is lost: sdk.task-forgotten");
    }

    @Test
    void a_task_that_ended_in_two_ways_is_named() throws IOException {
        journal.hear("ended 1 10");
        assertThat(complaint()).isEmpty();
        journal.hear("ended 1 13");
        assertThat(complaint()).contains("task 1 has ended twice", "fence 10", "fence 13");
    }

    @Test
    void a_result_without_its_effect_is_named() throws IOException {
        journal.hear("ended 2000 20");
        assertThat(complaint()).contains("task 2000 ended with the result of fence 20");
    }

    @Test
    void an_effect_after_that_of_the_result_is_named() throws IOException {
        assertThat(effects.add(1, 14)).isTrue();
        assertThat(complaint()).contains("task 1 ended with the result of fence 10", "[10, 14]");
    }

    @Test
    void an_effect_of_a_fence_that_is_over_is_refused() throws IOException {
        assertThat(effects.add(1002, 11)).isFalse();
        assertThat(effects.refusals()).isEqualTo(1);
        assertThat(complaint()).isEmpty();
    }

    @Test
    void effects_that_are_not_in_the_order_of_their_fences_are_named() throws IOException {
        Files.writeString(folder.resolve("effects-0"), "8 2\n8 1\n", StandardOpenOption.APPEND);
        assertThat(complaint()).contains("task 8 had effects of the fences [2, 1]");
    }
}
