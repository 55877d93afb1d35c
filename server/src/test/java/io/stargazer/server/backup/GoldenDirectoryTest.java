package io.stargazer.server.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.core.ControlView;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.control.ControlMachine;
import io.stargazer.server.log.ratis.RatisLog;
import io.stargazer.server.log.ratis.RatisLogOptions;
import io.stargazer.server.log.ratis.StoredLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CL-1, CL-5: this version reads the data directories that earlier ones have written. */
@Timeout(60)
class GoldenDirectoryTest {

    @TempDir Path folder;

    static List<String> releases() throws IOException {
        return Golden.releases();
    }

    @Test
    void there_is_a_recorded_directory() throws IOException {
        assertThat(releases()).contains("0.1.0");
    }

    @ParameterizedTest
    @MethodSource("releases")
    void replaying_the_log_of_a_release_gives_its_state(String release) throws Exception {
        try (StoredLog log = StoredLog.open(Golden.copy(release, folder.resolve("data")))) {
            assertThat(log.snapshots()).hasSize(2);
            LogReplay.Ending ending = LogReplay.replay(log);
            assertThat(ending.hash()).isEqualTo(Golden.hashOf(release));
            assertThat(ending.entries()).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void a_server_goes_on_from_the_directory_of_a_release(String release) throws Exception {
        ControlMachine machine =
                new ControlMachine((sentence, cause) -> {
                    throw new AssertionError(sentence, cause);
                });
        CountDownLatch leads = new CountDownLatch(1);
        machine.listen(
                new ChangeListener() {
                    @Override
                    public void leading(boolean leading) {
                        leads.countDown();
                    }
                });
        RatisLogOptions options =
                RatisLogOptions.of("s1", Golden.copy(release, folder.resolve("data")));
        try (RatisLog log = RatisLog.start(options, machine)) {
            assertThat(leads.await(30, TimeUnit.SECONDS)).isTrue();
            ControlView view = machine.latest();
            assertThat(view.hash()).isEqualTo(Golden.hashOf(release));
            assertThat(log.status().leading()).isTrue();
        }
    }
}
