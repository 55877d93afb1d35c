package io.stargazer.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Status;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.registry.MethodCalls;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.schedule.Misfire;
import io.stargazer.api.schedule.Overlap;
import io.stargazer.api.schedule.ScheduleEvent;
import io.stargazer.api.schedule.Timing;
import io.stargazer.api.session.SessionCommand;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Submission;
import io.stargazer.api.task.work.Work;
import io.stargazer.api.workflow.OnFailure;
import io.stargazer.api.workflow.StepState;
import io.stargazer.api.workflow.WorkflowStanding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The binary form of one example of each record, as it was when the record was shipped. Logs of
 * every release are read for ever, so a line of {@code frozen-records.txt} is added with its record
 * and then never changed.
 */
final class FrozenFormatTest {

    private static final String FILE = "/frozen-records.txt";
    private static final List<Class<? extends Enum<?>>> ENUMS =
            List.of(
                    Role.class,
                    Principal.Kind.class,
                    SessionCommand.Ending.class,
                    RegistryEvent.Reason.class,
                    MethodCalls.Side.class,
                    Status.class,
                    Standing.class,
                    TaskEvent.Refusal.class,
                    Work.Order.class,
                    Submission.Late.class,
                    Receipt.Verdict.class,
                    Misfire.class,
                    Overlap.class,
                    Timing.AtGap.class,
                    Timing.AtRepeat.class,
                    ScheduleEvent.Why.class,
                    OnFailure.class,
                    StepState.class,
                    WorkflowStanding.class);

    private final Map<String, String> now = linesOfThisCode();
    private final Map<String, String> frozen = linesOfTheFile();

    @Test
    void shipped_records_have_the_form_they_were_shipped_with() {
        frozen.forEach((name, line) ->
                assertThat(now.get(name))
                        .as("%s: shipped records are frozen: add a new record", name)
                        .isEqualTo(line));
    }

    @Test
    void every_record_has_its_line() {
        Map<String, String> missing = new TreeMap<>(now);
        missing.keySet().removeAll(frozen.keySet());
        String lines =
                missing.entrySet().stream()
                        .map(line -> line.getKey() + " = " + line.getValue())
                        .collect(Collectors.joining("\n"));
        assertThat(missing.keySet())
                .as("add to src/test/resources%s and never change it again:\n%s\n", FILE, lines)
                .isEmpty();
    }

    @Test
    void every_family_with_tags_is_guarded() throws Exception {
        Path classes =
                Path.of(Codec.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            List<String> families =
                    files.map(file -> classes.relativize(file).toString())
                            .filter(file -> file.endsWith(".class"))
                            .filter(file -> !file.endsWith("-info.class"))
                            .map(file -> file.replace(".class", "").replace('/', '.'))
                            .filter(FrozenFormatTest::isFamilyWithTags)
                            .toList();
            assertThat(families)
                    .as("add the family to Vocabulary")
                    .containsExactlyInAnyOrderElementsOf(
                            Vocabulary.FAMILIES.stream().map(Class::getName).toList());
        }
    }

    private static boolean isFamilyWithTags(String className) {
        try {
            Class<?> type = Class.forName(className);
            return type.isSealed()
                    && Stream.of(type.getPermittedSubclasses())
                            .anyMatch(member -> member.isAnnotationPresent(Tag.class));
        } catch (ClassNotFoundException e) {
            throw new LinkageError(className, e);
        }
    }

    @Test
    void frozen_bytes_are_still_read() {
        Vocabulary.words()
                .filter(word -> frozen.containsKey(word.name()))
                .forEach(word -> {
                    byte[] bytes =
                            HexFormat.of()
                                    .parseHex(Objects.requireNonNull(frozen.get(word.name())));
                    assertThat(word.codec().decode(bytes)).isEqualTo(example(word));
                });
    }

    private static Map<String, String> linesOfThisCode() {
        Map<String, String> lines = new TreeMap<>();
        Vocabulary.words()
                .forEach(word -> {
                    byte[] bytes = word.codec().encode(example(word));
                    lines.put(word.name(), HexFormat.of().formatHex(bytes));
                });
        for (Class<? extends Enum<?>> type : ENUMS) {
            String constants =
                    Stream.of(type.getEnumConstants())
                            .map(Enum::name)
                            .collect(Collectors.joining(" "));
            lines.put(Vocabulary.name(type), constants);
        }
        return lines;
    }

    private static Object example(Vocabulary.Word word) {
        return new Values(new ExampleScalars()).of(word.record());
    }

    private static Map<String, String> linesOfTheFile() {
        try (InputStream in = FrozenFormatTest.class.getResourceAsStream(FILE)) {
            String text =
                    new String(
                            Objects.requireNonNull(in, FILE).readAllBytes(),
                            StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" = ", 2))
                    .collect(
                            Collectors.toMap(
                                    parts -> parts[0],
                                    parts -> parts[1],
                                    (first, again) -> first + " and " + again,
                                    TreeMap::new));
        } catch (IOException e) {
            throw new AssertionError(FILE, e);
        }
    }
}
