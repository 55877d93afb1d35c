package io.stargazer.rpc.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RP-3: how two processes find the same memory, and nobody else does. */
class RingFileTest {

    @TempDir Path folder;

    private FastPath settings = FastPath.NONE;
    private RingOffer made;

    @BeforeEach
    void make() throws Exception {
        settings = FastPath.NONE.withRing(64 << 10).withFolder(folder);
        made = RingFile.make(settings);
    }

    @AfterEach
    void unmap() {
        made.memory().unmap();
    }

    @Test
    void only_its_owner_may_open_it_and_its_name_is_long_and_random() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.path())))
                .isEqualTo("rw-------");
        assertThat(made.path().getFileName().toString()).matches("stargazer-[0-9a-f]{32}\\.ring");
        assertThat(Files.size(made.path())).isEqualTo(4096 + 2 * (64 << 10));
    }

    @Test
    void whoever_opens_it_sees_the_same_memory() throws Exception {
        RingMemory other = RingFile.open(made.path(), folder);
        assertThat(other.nonce()).isEqualTo(made.memory().nonce());
        assertThat(other.ringBytes()).isEqualTo(64 << 10);
        made.memory().set(RingMemory.TO_CLIENT, RingMemory.TAIL, 42);
        assertThat(other.get(RingMemory.TO_CLIENT, RingMemory.TAIL)).isEqualTo(42);
        other.unmap();
    }

    @Test
    void a_file_that_is_gone_cannot_be_opened() throws Exception {
        Files.delete(made.path());
        assertThatThrownBy(() -> RingFile.open(made.path(), folder))
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_path_that_leads_elsewhere_is_not_followed() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        refused(made.path(), elsewhere);
        Path odd = Files.move(made.path(), folder.resolve("odd.ring"));
        refused(odd, folder);
        Path link = folder.resolve("stargazer-" + "0".repeat(32) + ".ring");
        Files.createSymbolicLink(link, odd);
        refused(link, folder);
        refused(elsewhere.resolve("..").resolve(link.getFileName()), folder);
    }

    @Test
    void a_file_that_holds_something_else_is_refused() throws Exception {
        try (FileChannel file = FileChannel.open(made.path(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(8), 8);
            refused(made.path(), folder);
            file.truncate(4096);
            refused(made.path(), folder);
            file.truncate(0);
            refused(made.path(), folder);
        }
        Files.writeString(made.path(), "x".repeat(4096 + 2 * (64 << 10)));
        refused(made.path(), folder);
    }

    private static void refused(Path path, Path folder) {
        assertThatThrownBy(() -> RingFile.open(path, folder)).isInstanceOf(RingViolation.class);
    }

    @Test
    void what_killed_processes_left_behind_is_swept_away_by_the_next_offer() throws Exception {
        Files.setLastModifiedTime(
                made.path(), FileTime.from(Instant.now().minus(Duration.ofMinutes(2))));
        Path other = Files.writeString(folder.resolve("stargazer-notes"), "mine");
        Files.setLastModifiedTime(other, FileTime.from(Instant.EPOCH));
        RingOffer next = RingFile.make(settings);
        RingOffer youngest = RingFile.make(settings);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.toList())
                    .containsExactlyInAnyOrderElementsOf(
                            List.of(next.path(), youngest.path(), other));
        }
        next.memory().unmap();
        youngest.memory().unmap();
    }

    @Test
    void a_folder_that_is_not_there_holds_no_rings() {
        assertThatThrownBy(() -> RingFile.make(settings.withFolder(folder.resolve("nowhere"))))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void mapped_memory_is_given_back_at_once() throws Exception {
        Path maps = Path.of("/proc/self/maps");
        assumeThat(maps).exists();
        assertThat(Files.readString(maps)).contains(made.path().toString());
        RingOffer second = RingFile.make(settings);
        second.memory().unmap();
        assertThat(Files.readString(maps)).doesNotContain(second.path().toString());
    }

    @Test
    void settings_out_of_bounds_are_refused() {
        assertThatThrownBy(() -> FastPath.NONE.withRing(65_537))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FastPath.NONE.withRing(32 << 10))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FastPath.NONE.withRing(128 << 20))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FastPath.NONE.withSpin(Duration.ofMillis(11)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(FastPath.NONE.isOff()).isTrue();
        assertThat(FastPath.SPIN.isOff()).isFalse();
    }
}
