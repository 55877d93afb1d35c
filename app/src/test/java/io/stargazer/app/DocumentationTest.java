package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.client.ApiClient;
import io.stargazer.app.terminal.ExitCode;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code docs/cli.md} says what the program does: same exit statuses, same commands. */
final class DocumentationTest {

    private static final Path PAGE = Path.of("../docs/cli.md");

    @TempDir Path home;

    @Test
    void exit_statuses_are_listed_with_their_meaning() throws IOException {
        List<String> rows =
                Files.readAllLines(PAGE).stream()
                        .filter(line -> line.matches("\\| \\d+ \\|.*"))
                        .toList();
        assertThat(rows)
                .containsExactlyElementsOf(
                        Arrays.stream(ExitCode.values())
                                .map(code -> "| %d | %s |".formatted(code.number(), code.meaning()))
                                .toList());
    }

    @Test
    void every_command_is_described() throws IOException {
        String page = Files.readString(PAGE);
        CommandLine root =
                Main.commandLine(
                        new CommandLineRun(home)
                                .surroundings(new StringWriter(), new StringWriter()),
                        ApiClient.Timeouts.USUAL,
                        List.of());
        for (Map.Entry<String, CommandLine> noun : root.getSubcommands().entrySet()) {
            assertThat(page).contains("`" + noun.getKey());
            noun.getValue()
                    .getSubcommands()
                    .keySet()
                    .forEach(verb -> assertThat(page).contains("`" + noun.getKey() + " " + verb));
        }
    }
}
