package io.stargazer.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.server.control.ControlMachine;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.ratis.RatisLog;
import io.stargazer.server.log.ratis.RatisLogOptions;
import io.stargazer.server.log.ratis.StoredLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CL-5: what people see of a log off line. */
class LogReportTest {

    @TempDir Path folder;
    private Path data;

    @BeforeEach
    void copy() throws IOException {
        data = Golden.copy("0.1.0", folder.resolve("data"));
    }

    @Test
    void every_command_is_shown_once_in_order_with_who_asked_and_when() throws Exception {
        List<LoggedCommand> commands = commands(0, Long.MAX_VALUE);
        List<LoggedCommand> asked =
                commands.stream().filter(each -> !each.actor().isEmpty()).toList();
        assertThat(asked).hasSize(2301);
        assertThat(commands).extracting(LoggedCommand::index).isSorted();
        assertThat(asked).extracting(LoggedCommand::timeMs).isSorted();
        assertThat(asked)
                .extracting(LoggedCommand::kind)
                .contains(
                        "identity.CreateApplication",
                        "session.OpenSession",
                        "registry.Register",
                        "task.SubmitTasks");
        assertThat(commands.getFirst().kind()).isEqualTo("log.members");
    }

    @Test
    void no_hash_and_no_key_is_shown() throws Exception {
        for (LoggedCommand command : commands(0, Long.MAX_VALUE)) {
            Object secret = command.fields().get("secret");
            assertThat(secret == null || secret.toString().matches("\\([a-z0-9-]+\\)")).isTrue();
            assertThat(command.fields().toString())
                    .doesNotContain("hash=", "salt=", "Bytes@", "Bytes[");
        }
        assertThat(commands(0, Long.MAX_VALUE))
                .filteredOn(each -> each.kind().equals("identity.PublishKey"))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.fields().toString()).contains(" bytes)"));
    }

    @Test
    void tasks_are_shown_by_their_names_and_attempts_by_how_they_ended() throws Exception {
        assertThat(commands(0, Long.MAX_VALUE))
                .filteredOn(each -> each.kind().equals("task.EndAttempts"))
                .extracting(each -> each.fields().toString())
                .anyMatch(fields ->
                        fields.matches(
                                "\\{type=default/resize, attempts=\\[\\{id=[0-9a-z]{26}, fence=.*"
                                        + "end=\\{how=Failed, error=oh, mayRepeat=true}.*"));
    }

    @Test
    void range_has_both_its_ends() throws Exception {
        assertThat(commands(10, 12)).extracting(LoggedCommand::index).contains(10L, 11L, 12L);
        assertThat(commands(10, 12)).extracting(LoggedCommand::index).containsOnly(10L, 11L, 12L);
    }

    @Test
    void files_are_listed_with_what_is_in_them() throws Exception {
        try (LogReport report = LogReport.open(data)) {
            report.check();
            assertThat(report.server()).isEqualTo("s1");
            assertThat(report.snapshots())
                    .extracting(StoredLog.Snapshot::index)
                    .containsExactly(204L, 520L);
            StoredLog.Segment segment = report.segments().getFirst();
            assertThat(segment.isOpen()).isTrue();
            assertThat(segment.first()).isZero();
            assertThat(segment.last()).isGreaterThan(520);
            assertThat(segment.bytes()).isEqualTo(Files.size(segment.file()));
            assertThat(segment.tornAt()).isEqualTo(-1);
        }
    }

    @Test
    void torn_tail_is_shown_where_it_begins() throws Exception {
        Path file = Golden.segment(data);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
        try (LogReport report = LogReport.open(data)) {
            report.check();
            StoredLog.Segment segment = report.segments().getFirst();
            assertThat(segment.tornAt()).isEqualTo(segment.bytes());
            assertThat(segment.tornAt()).isLessThan(bytes.length - 3);
        }
    }

    @Test
    void what_is_before_a_damage_is_shown() throws Exception {
        Path file = Golden.segment(data);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        try (LogReport report = LogReport.open(data)) {
            assertThatThrownBy(report::check).hasMessageContaining("is damaged at offset");
            List<LoggedCommand> before = new ArrayList<>();
            assertThatThrownBy(() -> report.commands(0, Long.MAX_VALUE, before::add))
                    .hasMessageContaining("is damaged at offset");
            assertThat(before).hasSizeBetween(100, 2300);
            assertThat(report.segments().getFirst().last()).isEqualTo(before.getLast().index());
        }
    }

    @Test
    void damaged_snapshot_is_listed_and_said() throws Exception {
        Path file = Golden.snapshot(data);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        try (LogReport report = LogReport.open(data)) {
            assertThat(report.snapshots().getLast().damage()).contains(file.toString());
            assertThatThrownBy(report::check)
                    .isInstanceOfSatisfying(
                            StartRefused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.DAMAGED));
            assertThat(report.segments()).hasSize(1);
        }
    }

    @Test
    void looking_changes_nothing_and_keeps_servers_away() throws Exception {
        ControlMachine machine =
                new ControlMachine((sentence, cause) -> {
                    throw new AssertionError(sentence, cause);
                });
        RatisLogOptions options = RatisLogOptions.of("s1", data);
        try (RatisLog running = RatisLog.open(options, machine)) {
            assertRefused(data, Reason.IN_USE, "is in use by process");
            assertThat(running.isFounder()).isTrue();
        }
        Path lock = data.resolve("lock");
        byte[] before = Files.readAllBytes(lock);
        try (LogReport report = LogReport.open(data)) {
            report.check();
            assertThatThrownBy(() -> RatisLog.open(options, machine).close())
                    .hasMessageContaining("is in use");
        }
        assertThat(lock).hasBinaryContent(before);
    }

    @Test
    void what_is_no_data_directory_is_said() throws Exception {
        assertRefused(folder.resolve("absent"), Reason.NOT_USABLE, "there is no folder");
        assertRefused(folder, Reason.NOT_USABLE, "is not the data directory of a server");
    }

    private static void assertRefused(Path directory, Reason reason, String words) {
        assertThatThrownBy(() -> LogReport.open(directory).close())
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason))
                .hasMessageContaining(words);
    }

    private List<LoggedCommand> commands(long from, long to) throws Exception {
        List<LoggedCommand> commands = new ArrayList<>();
        try (LogReport report = LogReport.open(data)) {
            report.commands(from, to, commands::add);
        }
        return commands;
    }
}
