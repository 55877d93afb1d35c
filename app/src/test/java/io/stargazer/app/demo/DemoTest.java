package io.stargazer.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.JavaProcess;
import io.stargazer.app.terminal.ExitCode;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job with a smaller input: real processes, one killed, nothing lost (RP-4, RG-3); then
 * the same as tasks, one executor killed, one hanging (TK-4, TK-6, TK-7, TK-8).
 */
class DemoTest {

    @TempDir Path folder;

    @Test
    void a_provider_is_killed_and_nothing_is_lost() throws Exception {
        Path sources = folder.resolve("sources.zip"); // as the JDK's own are
        try (FileSystem zip = FileSystems.newFileSystem(sources, Map.of("create", "true"))) {
            for (int i = 0; i < 1500; i++) {
                Files.writeString(
                        zip.getPath("/T" + i + ".java"),
                        "class T%d {\n  int value = %d; // %s\n}\n"
                                .formatted(i, i, "word ".repeat(i)));
            }
        }
        try (JavaProcess demo =
                JavaProcess.stargazer(
                        folder, "demo", "--once", "--port", "0", "--input", "" + sources)) {
            String output = demo.output();
            assertThat(demo.awaitExit()).as(demo.errors()).isZero();
            assertThat(output.strip().lines().toList().getLast())
                    .matches("demo ok files=1500 calls=1500 killed=1 lost=0 seconds=\\d+\\.\\d");
            assertThat(demo.errors())
                    .contains("killed provider", "joins")
                    .contains(
                            "30 parts as durable tasks", "killed an executor", "another one hangs")
                    .contains("the job was merged: the same totals")
                    .containsPattern("a task with a deadline of 5 s.* \\d+ ms")
                    .containsPattern("a schedule has fired [1-9]\\d* times");
        }
    }

    @Test
    void ctrl_c_ends_a_demo_that_stays_alive_without_a_word_of_complaint() throws Exception {
        Path sources = Files.createDirectory(folder.resolve("sources"));
        Files.writeString(sources.resolve("A.java"), "class A {}");
        Files.writeString(sources.resolve("B.java"), "class B {}");
        Files.writeString(sources.resolve("C.java"), "class C {}");
        try (JavaProcess demo =
                JavaProcess.stargazer(folder, "demo", "--port", "0", "--input", "" + sources)) {
            demo.awaitErrors("Ctrl-C");
            demo.interrupt();
            assertThat(demo.awaitExit()).isEqualTo(ExitCode.INTERRUPTED.number());
            assertThat(demo.errors()).doesNotContain("stargazer:");
        }
    }

    @Test
    void an_input_that_is_not_there_is_named() throws Exception {
        try (JavaProcess demo =
                JavaProcess.stargazer(folder, "demo", "--once", "--input", "/no/such/folder")) {
            assertThat(demo.awaitExit()).isEqualTo(ExitCode.NOT_FOUND.number());
            assertThat(demo.errors()).contains("there is no /no/such/folder");
        }
    }

    @Test
    void a_folder_without_sources_names_the_option() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        try (JavaProcess demo =
                JavaProcess.stargazer(folder, "demo", "--once", "--input", "" + empty)) {
            assertThat(demo.awaitExit()).isEqualTo(ExitCode.NOT_FOUND.number());
            assertThat(demo.errors()).contains("--input PATH");
        }
    }
}
