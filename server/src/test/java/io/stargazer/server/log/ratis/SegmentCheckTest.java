package io.stargazer.server.log.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.ratis.SegmentCheck.Extent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentCheckTest {

    private static final int MAX = 1 << 20;
    private static final int TERM = 3;

    @TempDir Path folder;
    private Path closed;
    private Path open;

    @BeforeEach
    void twoSegments() throws IOException {
        closed = folder.resolve("log_0-4");
        open = folder.resolve("log_inprogress_5");
        Files.write(closed, segment(0, 5));
        Files.write(open, segment(5, 5));
        Files.writeString(folder.resolve("raft-meta"), "#\nterm=3\nvotedFor=s1\n");
        Files.write(folder.resolve("raft-meta.conf"), configuration());
    }

    @Test
    void whole_log_is_taken_as_it_is() throws Exception {
        byte[] before = Files.readAllBytes(open);
        assertThat(check()).isEqualTo(new Extent(0, 9, TERM));
        assertThat(open).hasBinaryContent(before);
    }

    @Test
    void no_log_at_all_is_a_new_server() throws Exception {
        assertThat(SegmentCheck.check(folder.resolve("absent"), MAX).isEmpty()).isTrue();
    }

    @Test
    void preallocated_zeros_are_no_damage() throws Exception {
        Files.write(open, Arrays.copyOf(segment(5, 5), 4096));
        assertThat(check().last()).isEqualTo(9);
        assertThat(Files.size(open)).isEqualTo(4096);
    }

    @Test
    void torn_tail_is_cut_at_every_byte_of_the_last_entry() throws Exception {
        byte[] four = segment(5, 4);
        byte[] five = segment(5, 5);
        for (int length = four.length; length < five.length; length++) {
            Files.write(open, Arrays.copyOf(five, length));
            assertThat(check().last()).isEqualTo(8);
            assertThat(open).hasBinaryContent(four);
        }
        assertThat(five.length - four.length).isGreaterThan(20);
    }

    @Test
    void torn_tail_in_preallocated_space_is_cut_at_every_byte_of_the_last_entry() throws Exception {
        byte[] four = segment(5, 4);
        byte[] five = segment(5, 5);
        for (int length = four.length + 1; length < five.length; length++) {
            Files.write(open, Arrays.copyOf(Arrays.copyOf(five, length), 4096));
            assertThat(check().last()).isEqualTo(8);
            assertThat(open).hasBinaryContent(four);
        }
    }

    @Test
    void tail_whose_first_page_did_not_reach_the_disk_is_cut() throws Exception {
        byte[] five = segment(5, 5);
        int fourth = segment(5, 4).length;
        Arrays.fill(five, fourth, fourth + 10, (byte) 0);
        Files.write(open, five);
        assertThat(check().last()).isEqualTo(8);
        assertThat(Files.size(open)).isEqualTo(fourth);
    }

    @Test
    void torn_header_of_a_new_segment_is_cut_to_nothing() throws Exception {
        for (int length = 1; length < 8; length++) {
            Files.write(open, Arrays.copyOf(segment(5, 0), length));
            assertThat(check()).isEqualTo(new Extent(0, 4, TERM));
            assertThat(Files.size(open)).isZero();
        }
    }

    @Test
    void any_flipped_bit_in_a_closed_segment_refuses_the_start() throws Exception {
        byte[] whole = segment(0, 5);
        for (int at = 0; at < whole.length; at++) {
            Files.write(closed, flipped(whole, at));
            assertRefused("log_0-4");
        }
    }

    @Test
    void any_flipped_bit_before_the_last_entry_refuses_the_start() throws Exception {
        byte[] whole = segment(5, 5);
        int last = segment(5, 4).length;
        for (int at = 0; at < last; at++) {
            Files.write(open, flipped(whole, at));
            assertRefused("log_inprogress_5");
            assertThat(open).hasBinaryContent(flipped(whole, at));
        }
    }

    @Test
    void flipped_bits_behind_the_last_entry_are_cut_away() throws Exception {
        byte[] whole = segment(5, 5);
        byte[] padded = Arrays.copyOf(whole, 4096);
        for (int at = whole.length; at < padded.length; at += 97) {
            Files.write(open, flipped(padded, at));
            assertThat(check().last()).isEqualTo(9);
            assertThat(open).hasBinaryContent(whole);
        }
    }

    @Test
    void refusal_names_file_and_offset() throws Exception {
        byte[] whole = segment(5, 5);
        int second = segment(5, 1).length;
        Files.write(open, flipped(whole, second + 12));
        assertRefused(open + " is damaged at offset " + second + ": entry 6 is not readable");
    }

    @Test
    void closed_segment_that_ends_early_refuses_the_start() throws Exception {
        Files.write(closed, segment(0, 4));
        assertRefused("entry 4 is not readable");
    }

    @Test
    void missing_segment_refuses_the_start() throws Exception {
        Files.move(open, folder.resolve("log_5-9"));
        Files.write(folder.resolve("log_inprogress_10"), segment(10, 1));
        Files.delete(folder.resolve("log_5-9"));
        assertRefused("entries 5 to 9 are missing");
    }

    @Test
    void whole_entry_in_the_wrong_place_refuses_the_start() throws Exception {
        Files.write(open, segment(6, 5));
        assertRefused("holds entry 6 (term 3) at offset 8, where 5 belongs");
    }

    @Test
    void second_unfinished_segment_refuses_the_start() throws Exception {
        Files.write(folder.resolve("log_inprogress_10"), segment(10, 1));
        assertRefused("is unfinished but not the last");
    }

    @Test
    void missing_or_torn_metadata_refuses_the_start() throws Exception {
        Path meta = folder.resolve("raft-meta");
        byte[] whole = Files.readAllBytes(meta);
        int torn = new String(whole, StandardCharsets.UTF_8).indexOf("votedFor=");
        for (int length = 0; length <= torn; length++) {
            Files.write(meta, Arrays.copyOf(whole, length));
            assertRefused("raft-meta is damaged");
        }
        Files.delete(meta);
        assertRefused("raft-meta is missing");
    }

    @Test
    void term_older_than_the_log_refuses_the_start() throws Exception {
        Files.writeString(folder.resolve("raft-meta"), "term=2\nvotedFor=s1\n");
        assertRefused("its term 2 is before the log's 3");
    }

    @Test
    void torn_list_of_voters_refuses_the_start() throws Exception {
        byte[] whole = configuration();
        for (int length = 0; length < whole.length; length++) {
            Files.write(folder.resolve("raft-meta.conf"), Arrays.copyOf(whole, length));
            assertRefused("raft-meta.conf is damaged");
        }
    }

    private Extent check() throws Exception {
        return SegmentCheck.check(folder, MAX);
    }

    private void assertRefused(String part) {
        assertThatThrownBy(this::check)
                .isInstanceOfSatisfying(
                        StartRefused.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED))
                .hasMessageContaining(part);
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= 0x10;
        return copy;
    }

    private static byte[] segment(long first, int count) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write("RaftLog1".getBytes(StandardCharsets.UTF_8));
        for (long index = first; index < first + count; index++) {
            ByteArrayOutputStream entry = new ByteArrayOutputStream();
            entry(index).writeDelimitedTo(entry);
            CRC32C checksum = new CRC32C();
            checksum.update(entry.toByteArray());
            entry.write(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
            out.write(entry.toByteArray());
        }
        return out.toByteArray();
    }

    private static LogEntryProto entry(long index) {
        return LogEntryProto.newBuilder()
                .setTerm(TERM)
                .setIndex(index)
                .setStateMachineLogEntry(
                        StateMachineLogEntryProto.newBuilder()
                                .setCallId(index)
                                .setLogData(ByteString.copyFromUtf8("payload of entry " + index)))
                .build();
    }

    private static byte[] configuration() {
        return LogEntryProto.newBuilder()
                .setTerm(TERM)
                .setConfigurationEntry(RaftConfigurationProto.getDefaultInstance())
                .build()
                .toByteArray();
    }
}
