package io.stargazer.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.session.SessionContract.Grant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RG-7: what is kept on disk is whole or not there, and never a reason to fail. */
class DiskCacheTest {

    private static final Codec<Grant> CODEC = Codec.of(Grant.class);

    @TempDir Path folder;

    @Test
    void what_was_written_last_is_read_by_another_process() {
        Path fresh = folder.resolve("a").resolve("b");
        new DiskCache(fresh).write("token", CODEC, new Grant("one", 1));
        new DiskCache(fresh).write("token", CODEC, new Grant("two", 2));
        assertThat(new DiskCache(fresh).read("token", CODEC)).contains(new Grant("two", 2));
    }

    @Test
    void what_was_never_written_or_is_deleted_is_not_there() {
        DiskCache cache = new DiskCache(folder);
        assertThat(cache.read("token", CODEC)).isEmpty();
        cache.write("token", CODEC, new Grant("one", 1));
        cache.delete("token");
        cache.delete("token");
        assertThat(cache.read("token", CODEC)).isEmpty();
    }

    @Test
    void a_damaged_file_is_ignored_wherever_the_damage_is() throws IOException {
        DiskCache cache = new DiskCache(folder);
        cache.write("token", CODEC, new Grant("a token", 1));
        Path file = folder.resolve("token");
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(file, damaged);
            assertThat(cache.read("token", CODEC)).as("bit flipped in byte %s", i).isEmpty();
            Files.write(file, Arrays.copyOf(whole, i));
            assertThat(cache.read("token", CODEC)).as("cut at byte %s", i).isEmpty();
        }
        Files.write(file, whole);
        assertThat(cache.read("token", CODEC)).isPresent();
    }

    @Test
    void a_folder_that_cannot_be_written_is_not_fatal() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        DiskCache cache = new DiskCache(file);
        cache.write("token", CODEC, new Grant("one", 1));
        cache.delete("token");
        assertThat(cache.read("token", CODEC)).isEmpty();
    }

    @Test
    void only_the_user_may_read_and_nothing_else_is_left_behind() throws IOException {
        new DiskCache(folder).write("token", CODEC, new Grant("one", 1));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("token"));
        }
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("token"))))
                .isEqualTo("rw-------");
    }

    @Test
    void processes_that_share_a_folder_never_leave_half_a_file() throws InterruptedException {
        String[] texts = {"a".repeat(50_000), "b".repeat(100)};
        List<Thread> writers = new ArrayList<>();
        for (String text : texts) {
            DiskCache own = new DiskCache(folder);
            writers.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < 200; i++) {
                                    own.write("token", CODEC, new Grant(text, i));
                                }
                            }));
        }
        DiskCache reader = new DiskCache(folder);
        Eventually.holds("a first value", () -> reader.read("token", CODEC).isPresent());
        while (writers.stream().anyMatch(Thread::isAlive)) {
            assertThat(reader.read("token", CODEC)).map(Grant::token).get().isIn((Object[]) texts);
        }
        for (Thread writer : writers) {
            writer.join();
        }
    }
}
