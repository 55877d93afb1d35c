package io.stargazer.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.file.SegmentFile;
import io.stargazer.server.log.ratis.StoredLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CL-5: whether a log off line is whole, and makes the states of its snapshots. */
class LogReplayTest {

    private static final int CHECKSUM_BYTES = 4;

    @TempDir Path folder;
    private Path data;

    @BeforeEach
    void copy() throws IOException {
        data = Golden.copy("0.1.0", folder.resolve("data"));
    }

    @Test
    void log_without_snapshots_is_replayed_from_its_first_entry() throws Exception {
        long whole = replay().hash();
        Files.delete(Golden.snapshot(data));
        assertThat(replay().hash()).isEqualTo(whole);
        Files.delete(Golden.snapshot(data));
        assertThat(replay().hash()).isEqualTo(whole);
    }

    @Test
    void snapshot_without_a_log_is_enough() throws Exception {
        LogReplay.Ending whole = replay();
        Files.delete(Golden.segment(data));
        LogReplay.Ending ending = replay();
        assertThat(ending.entries()).isZero();
        assertThat(ending.revision()).isEqualTo(1100).isLessThan(whole.revision());
    }

    @Test
    void any_damaged_part_of_a_snapshot_is_found() throws Exception {
        Path snapshot = Golden.snapshot(data);
        byte[] whole = Files.readAllBytes(snapshot);
        for (int at = 40; at < whole.length; at += 97) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            Files.write(snapshot, flipped);
            assertRefused(Reason.DAMAGED, snapshot.getFileName().toString());
        }
    }

    @Test
    void snapshot_of_another_state_is_found_although_its_checksum_is_right() throws Exception {
        Path snapshot = Golden.snapshot(data);
        byte[] bytes = Files.readAllBytes(snapshot);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("app:default/") + "app:default/".length()] = 'b';
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, bytes.length - CHECKSUM_BYTES);
        ByteBuffer.wrap(bytes).putInt(bytes.length - CHECKSUM_BYTES, (int) checksum.getValue());
        Files.write(snapshot, bytes);
        assertRefused(Reason.DAMAGED, "is not what the log before it makes");
    }

    @Test
    void damage_in_the_middle_of_the_log_is_found_with_its_offset() throws Exception {
        Path segment = Golden.segment(data);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);
        assertRefused(Reason.DAMAGED, "is damaged at offset");
        assertThat(segment).hasBinaryContent(bytes);
    }

    @Test
    void torn_tail_is_no_damage_and_stays_as_it_is() throws Exception {
        Path segment = Golden.segment(data);
        byte[] bytes = Files.readAllBytes(segment);
        byte[] torn = Arrays.copyOf(bytes, bytes.length - 3);
        Files.write(segment, torn);
        long entries = replay().entries();
        assertThat(segment).hasBinaryContent(torn);
        Files.write(segment, bytes);
        assertThat(replay().entries()).isEqualTo(entries + 1);
    }

    @Test
    void log_that_begins_late_needs_a_snapshot() throws Exception {
        long whole = replay().hash();
        beginLogAt(100);
        assertThat(replay().hash()).isEqualTo(whole);
        Files.delete(Golden.snapshot(data));
        Files.delete(Golden.snapshot(data));
        assertRefused(Reason.DAMAGED, "the log begins at entry 100, and no snapshot holds");
    }

    /** As if the entries before had been let go. */
    private void beginLogAt(long index) throws IOException {
        Path segment = Golden.segment(data);
        byte[] bytes = Files.readAllBytes(segment);
        int magic = SegmentFile.start(bytes);
        int offset = magic;
        for (long at = 0; at < index; at++) {
            SegmentFile.Entry entry = SegmentFile.read(bytes, offset, bytes.length, at, at);
            offset = Objects.requireNonNull(entry).end();
        }
        ByteBuffer later = ByteBuffer.allocate(magic + bytes.length - offset);
        later.put(bytes, 0, magic).put(bytes, offset, bytes.length - offset);
        Files.delete(segment);
        Files.write(segment.resolveSibling("log_inprogress_" + index), later.array());
    }

    @Test
    void directory_of_a_newer_version_is_left_alone() throws Exception {
        Files.writeString(
                data.resolve("format"),
                "version=9\nserver=s1\n",
                StandardOpenOption.TRUNCATE_EXISTING);
        assertRefused(Reason.NEWER_VERSION, "use the newer program");
    }

    private LogReplay.Ending replay() throws Exception {
        try (StoredLog log = StoredLog.open(data)) {
            return LogReplay.replay(log);
        }
    }

    private void assertRefused(Reason reason, String words) {
        assertThatThrownBy(this::replay)
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason))
                .hasMessageContaining(words);
    }
}
