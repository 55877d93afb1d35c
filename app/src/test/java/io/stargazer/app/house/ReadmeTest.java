package io.stargazer.app.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.server.ServerConfig;
import io.stargazer.server.StargazerServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** UI-6: the README is true in both languages: its first program compiles, runs and prints. */
class ReadmeTest {

    private static final String ENGLISH = House.text("README.md");
    private static final String CHINESE = House.text("README.zh-CN.md");
    private static final String ADDRESS = "127.0.0.1:6600";

    @TempDir Path folder;

    @Test
    void the_first_program_runs_and_prints_what_is_promised() throws Exception {
        Path source = folder.resolve("HelloStargazer.java");
        ServerConfig config =
                ServerConfig.in(folder.resolve("data"))
                        .withAddress("127.0.0.1", 0)
                        .withAutoRegister(true);
        try (StargazerServer server = StargazerServer.start(config, (sentence, cause) -> {})) {
            server.bootstrap("admin", "");
            String program = blocks(ENGLISH, "java").getFirst();
            assertThat(program).contains(ADDRESS);
            Files.writeString(source, program.replace(ADDRESS, "127.0.0.1:" + server.port()));
            assertThat(compile(source)).isZero();
            assertThat(run("HelloStargazer")).isEqualTo("Hello, world\n");
        }
    }

    @Test
    void the_first_program_is_short() {
        assertThat(blocks(ENGLISH, "java").getFirst().lines().filter(line -> !line.isBlank()))
                .hasSizeLessThanOrEqualTo(15);
    }

    @Test
    void both_languages_show_the_same_program_and_the_same_commands() {
        assertThat(blocks(CHINESE, "java")).isEqualTo(blocks(ENGLISH, "java"));
        assertThat(blocks(CHINESE, "sh")).isEqualTo(blocks(ENGLISH, "sh"));
        assertThat(String.join("", blocks(ENGLISH, "sh")))
                .contains("./stargazer demo\n", "./mvnw verify\n");
    }

    private static List<String> blocks(String document, String language) {
        Pattern fence = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL);
        List<String> blocks = new ArrayList<>();
        for (MatchResult match : fence.matcher(document).results().toList()) {
            blocks.add(match.group(1));
        }
        return blocks;
    }

    private int compile(Path source) {
        return ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-parameters",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
    }

    private String run(String main) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-Xmx128m",
                                "-cp",
                                folder + ":" + System.getProperty("java.class.path"),
                                main)
                        .redirectError(folder.resolve("errors").toFile())
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(folder.resolve("errors"))).isZero();
        return output.lines()
                .filter(line -> !line.contains(" INFO ") && !line.contains(" WARN "))
                .map(line -> line + "\n")
                .reduce("", String::concat);
    }
}
