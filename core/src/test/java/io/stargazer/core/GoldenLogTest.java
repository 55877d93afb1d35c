package io.stargazer.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Outcome;
import io.stargazer.api.identity.IdentityCommand;
import io.stargazer.api.identity.IdentityEvent;
import io.stargazer.api.identity.IdentityRejection;
import io.stargazer.api.registry.RegistryCommand;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.registry.RegistryRejection;
import io.stargazer.api.schedule.ScheduleCommand;
import io.stargazer.api.schedule.ScheduleEvent;
import io.stargazer.api.schedule.ScheduleRejection;
import io.stargazer.api.session.SessionCommand;
import io.stargazer.api.session.SessionEvent;
import io.stargazer.api.session.SessionRejection;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskRejection;
import io.stargazer.api.workflow.WorkflowCommand;
import io.stargazer.api.workflow.WorkflowEvent;
import io.stargazer.api.workflow.WorkflowRejection;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recorded log of every release, replayed for ever: it must give the same state. */
final class GoldenLogTest {

    static List<String> releases() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".log"))
                    .map(name -> name.replace(".log", ""))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void there_is_a_recorded_log() throws IOException {
        assertThat(releases()).contains("0.1.0");
    }

    @ParameterizedTest
    @MethodSource("releases")
    void the_log_of_a_release_gives_the_state_it_gave_then(String release) throws IOException {
        ControlState state = new ControlState();
        read(release).entries().forEach(entry -> state.apply(entry.stamp(), entry.command()));
        String expected = Files.readString(folder().resolve(release + ".hash")).strip();
        assertThat(HexFormat.of().toHexDigits(state.view().hash()))
                .as("what a shipped command does is frozen: new behaviour is a new record")
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("releases")
    void a_recorded_log_is_written_as_it_was(String release) throws IOException {
        byte[] bytes = Files.readAllBytes(folder().resolve(release + ".log"));
        assertThat(GoldenLog.decode(bytes).encode()).isEqualTo(bytes);
    }

    @Test
    void the_recorded_log_has_every_command_event_and_rejection() throws IOException {
        Set<String> met = new TreeSet<>();
        ControlState state = new ControlState();
        for (GoldenLog.Entry entry : read("0.1.0").entries()) {
            met.add(entry.command().getClass().getSimpleName());
            switch (state.apply(entry.stamp(), entry.command())) {
                case Outcome.Applied applied ->
                        applied.events().forEach(each -> met.add(each.getClass().getSimpleName()));
                case Outcome.Refused refused ->
                        met.add(refused.rejection().getClass().getSimpleName());
            }
        }
        Set<String> all = new TreeSet<>();
        Stream.of(
                        IdentityCommand.class,
                        IdentityEvent.class,
                        IdentityRejection.class,
                        SessionCommand.class,
                        SessionEvent.class,
                        SessionRejection.class,
                        RegistryCommand.class,
                        RegistryEvent.class,
                        RegistryRejection.class,
                        TaskCommand.class,
                        TaskEvent.class,
                        TaskRejection.class,
                        ScheduleCommand.class,
                        ScheduleEvent.class,
                        ScheduleRejection.class,
                        WorkflowCommand.class,
                        WorkflowEvent.class,
                        WorkflowRejection.class)
                .flatMap(family -> Stream.of(family.getPermittedSubclasses()))
                .forEach(type -> all.add(type.getSimpleName()));
        assertThat(met).containsExactlyElementsOf(all);
    }

    private static GoldenLog read(String release) throws IOException {
        return GoldenLog.decode(Files.readAllBytes(folder().resolve(release + ".log")));
    }

    private static Path folder() {
        try {
            return Path.of(
                    Objects.requireNonNull(GoldenLogTest.class.getResource("/golden")).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
