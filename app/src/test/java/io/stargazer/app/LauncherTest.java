package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.CommandLineRun.Result;
import io.stargazer.app.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./stargazer}: finds a JDK, builds what is not built, starts the program. */
final class LauncherTest {

    private static final Map<String, String> NO_MORE = Map.of();

    @TempDir Path home;

    private Launcher launcher;

    @BeforeEach
    void set_up_a_house_with_a_space_in_its_path() throws IOException {
        launcher = new Launcher(home.resolve("a house"), home);
    }

    @Test
    void without_a_jdk_it_says_in_one_sentence_what_to_install() throws Exception {
        Result result =
                launcher.run(
                        Map.of(
                                "STARGAZER_JAVA_HOME", "",
                                "JAVA_HOME", "",
                                "JDK_HOME", "",
                                "STARGAZER_JDK_FOLDERS", ""),
                        "version");
        assertThat(result.status()).isEqualTo(ExitCode.NO_JDK.number());
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .hasLineCount(1)
                .startsWith("stargazer: no JDK 25 or newer found: install one");
        assertThat(launcher.builds()).isZero();
    }

    @Test
    void first_start_builds_with_progress_and_passes_arguments_and_status_through()
            throws Exception {
        Result result = launcher.run(NO_MORE, "service", "a b", "*");
        assertThat(result.out()).startsWith("[service]\n[a b]\n[*]\n");
        assertThat(result.status()).isEqualTo(33);
        assertThat(result.err())
                .contains("Building Stargazer: app (8/9)")
                .containsPattern("Built Stargazer in \\d+ s\\.\n$");
        assertThat(launcher.house().resolve("target/build.lock")).doesNotExist();
    }

    @Test
    void it_builds_again_only_when_a_source_is_newer() throws Exception {
        launcher.run(NO_MORE, "version");
        assertThat(launcher.run(NO_MORE, "version").err()).isEmpty();
        assertThat(launcher.builds()).isEqualTo(1);

        FileTime built = Files.getLastModifiedTime(launcher.house().resolve("target/build.stamp"));
        Files.setLastModifiedTime(
                launcher.source(), FileTime.from(built.toInstant().plusSeconds(1)));
        launcher.run(NO_MORE, "version");
        assertThat(launcher.builds()).isEqualTo(2);
    }

    @Test
    void two_starts_at_once_build_once() throws Exception {
        String command = launcher.house().resolve("stargazer").toString();
        Process first = launcher.start(home, command, NO_MORE, "version");
        Process second = launcher.start(home, command, NO_MORE, "version");
        assertThat(Launcher.finish(first).status()).isZero();
        assertThat(Launcher.finish(second).status()).isZero();
        assertThat(launcher.builds()).isEqualTo(1);
    }

    @Test
    void it_works_through_symbolic_links_from_any_folder() throws Exception {
        Path bin = Files.createDirectories(home.resolve("my bin"));
        Files.createSymbolicLink(bin.resolve("direct"), Path.of("../a house/stargazer"));
        Files.createSymbolicLink(bin.resolve("stargazer"), bin.resolve("direct"));
        assertThat(Launcher.finish(launcher.start(bin, "./stargazer", NO_MORE, "version")).out())
                .startsWith("[version]\n");
        assertThat(launcher.house().resolve("app/target/dist/lib")).isDirectory();
    }

    @Test
    void failed_build_shows_the_end_of_its_log() throws Exception {
        Files.createFile(launcher.house().resolve("broken"));
        Result result = launcher.run(NO_MORE, "version");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("it does not compile")
                .endsWith(launcher.house().toRealPath().resolve("target/build.log") + "\n");
        Files.delete(launcher.house().resolve("broken"));
        assertThat(launcher.run(NO_MORE, "version").status()).isZero();
    }

    @Test
    void server_gets_a_larger_heap_than_a_client_and_users_have_the_last_word() throws Exception {
        assertThat(launcher.run(NO_MORE, "-n", "dev", "status").out()).contains("heap 24");
        assertThat(launcher.run(NO_MORE, "--debug", "dev").out()).contains("heap 98");
        assertThat(launcher.run(Map.of("STARGAZER_OPTS", "-Dextra=yes -Xmx64m"), "dev").out())
                .contains("extra yes")
                .contains("heap 6");
    }

    @Test
    void one_collector_is_chosen_and_users_have_the_last_word() throws Exception {
        assertThat(launcher.run(NO_MORE, "dev").out()).contains("collector Copy");
        assertThat(launcher.run(NO_MORE, "server").out()).contains("collector G1");
        assertThat(launcher.run(Map.of("STARGAZER_OPTS", "-XX:+UseParallelGC"), "server").out())
                .contains("collector PS");
    }

    @Test
    void archive_is_kept_only_when_the_program_vouches_for_it() throws Exception {
        Path poor = archive(launcher.run(NO_MORE, "status"));
        FileTime written = Files.getLastModifiedTime(poor);
        launcher.run(NO_MORE, "vouch");
        assertThat(Files.getLastModifiedTime(poor)).isNotEqualTo(written);
        written = Files.getLastModifiedTime(poor);
        launcher.run(NO_MORE, "status");
        assertThat(Files.getLastModifiedTime(poor)).isEqualTo(written);
    }

    @Test
    void it_starts_without_a_folder_to_cache_in() throws Exception {
        Path file = Files.createFile(home.resolve("not-a-folder"));
        Result result = launcher.run(Map.of("XDG_CACHE_HOME", file.toString()), "status");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("archive \n");
    }

    private static Path archive(Result result) {
        String line =
                result.out()
                        .lines()
                        .filter(l -> l.startsWith("archive "))
                        .findFirst()
                        .orElseThrow();
        return Path.of(line.substring("archive ".length()));
    }
}
