package io.stargazer.server.log.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CL-6: a data directory that cannot be used refuses the start, and says why. */
class DataDirectoryTest {

    @TempDir Path temporary;

    @Test
    void missing_directory_is_made_for_its_owner_only() throws Exception {
        Path root = temporary.resolve("a/b");
        try (DataDirectory directory = DataDirectory.open(root, "s1", true)) {
            assertThat(directory.raft()).isDirectory();
            assertThat(directory.snapshots()).isDirectory();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void second_opening_in_this_process_is_refused_with_its_own_id() throws Exception {
        try (DataDirectory directory = DataDirectory.open(temporary, "s1", true)) {
            assertRefused(
                    directory.root(),
                    Reason.IN_USE,
                    "is in use by process " + ProcessHandle.current().pid());
        }
        DataDirectory.open(temporary, "s1", true).close();
    }

    @Test
    void second_process_is_refused_with_the_id_of_the_first() throws Exception {
        try (ChildServer child = ChildServer.start(temporary)) {
            child.awaitLine("leading");
            assertRefused(
                    temporary,
                    Reason.IN_USE,
                    "the data directory " + temporary + " is in use by process " + child.pid());
        }
        DataDirectory.open(temporary, "s1", true).close();
    }

    @Test
    void file_in_its_place_is_refused() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        assertRefused(file, Reason.NOT_USABLE, file + " is not a directory");
    }

    @Test
    void directory_that_cannot_be_made_is_refused() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        assertRefused(file.resolve("below"), Reason.NOT_USABLE, "cannot be created");
    }

    @Test
    void directory_that_cannot_be_written_is_refused() throws Exception {
        try (Tmpfs disk = Tmpfs.mount(temporary.resolve("disk"), "size=1m,ro")) {
            assertRefused(disk.path(), Reason.NOT_USABLE, "cannot be written");
        }
    }

    @Test
    void directory_of_a_newer_version_is_refused() throws Exception {
        Files.writeString(temporary.resolve("format"), "version=2\nserver=s1\n");
        assertRefused(temporary, Reason.NEWER_VERSION, "has format 2, this program knows up to 1");
    }

    @Test
    void directory_of_another_server_is_refused() throws Exception {
        DataDirectory.open(temporary, "s2", true).close();
        assertRefused(temporary, Reason.FOREIGN, "belongs to server 's2', not to 's1'");
    }

    @Test
    void damaged_or_missing_format_is_refused() throws Exception {
        DataDirectory.open(temporary, "s1", true).close();
        Files.writeString(temporary.resolve("format"), "ver");
        assertRefused(temporary, Reason.DAMAGED, "format is damaged");
        Files.delete(temporary.resolve("format"));
        assertRefused(temporary, Reason.DAMAGED, "format is missing");
    }

    @Test
    void refused_opening_leaves_the_directory_unlocked() throws Exception {
        DataDirectory.open(temporary, "s2", true).close();
        assertRefused(temporary, Reason.FOREIGN, "belongs to");
        DataDirectory.open(temporary, "s2", true).close();
    }

    private static void assertRefused(Path root, Reason reason, String part) {
        assertThatThrownBy(() -> DataDirectory.open(root, "s1", true).close())
                .isInstanceOfSatisfying(
                        StartRefused.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(part);
    }
}
