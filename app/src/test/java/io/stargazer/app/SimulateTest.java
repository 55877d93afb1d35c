package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stargazer simulate}: many worlds from the command line (CL-1). */
final class SimulateTest {

    @TempDir Path home;

    @Test
    void the_last_line_says_how_much_was_simulated() {
        CommandLineRun.Result result =
                new CommandLineRun(home).run("simulate", "--seeds", "5", "--seed", "7");

        assertThat(result.status()).isZero();
        assertThat(result.out().strip())
                .matches("simulate ok seeds=5 events=\\d{3,} seconds=\\d+\\.\\d");
        assertThat(result.err()).contains("5/5", "events");
    }

    @Test
    void the_same_seed_gives_the_same_world_and_its_size_can_be_chosen() {
        String three = events("--servers", "3");

        assertThat(events("--servers", "3")).isEqualTo(three);
        assertThat(events("--servers", "5")).isNotEqualTo(three);
    }

    @Test
    void a_cluster_of_two_is_refused() {
        CommandLineRun.Result result = new CommandLineRun(home).run("simulate", "--servers", "2");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("1, 3 or 5 servers");
    }

    private String events(String option, String value) {
        CommandLineRun.Result result =
                new CommandLineRun(home).run("simulate", "--seeds", "1", option, value, "--json");
        assertThat(result.status()).isZero();
        return result.out().replaceAll("(?s).*\"events\" : (\\d+).*", "$1");
    }
}
