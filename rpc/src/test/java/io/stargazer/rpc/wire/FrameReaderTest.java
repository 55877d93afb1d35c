package io.stargazer.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.stargazer.rpc.hostile.Script;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RP-9: however the bytes come, the frames are the same. */
class FrameReaderTest {

    private static final int MAX_FRAME = 1 << 20;

    private final List<String> seen = new ArrayList<>();

    private final class Notes implements FrameListener {

        @Override
        public void readBegins(FrameReader frames) {}

        @Override
        public void frame(FrameType type, int flags, int callId, ByteBuf body) {
            byte[] bytes = Fields.readRest(body);
            seen.add(type + " " + flags + " " + callId + " " + Arrays.hashCode(bytes));
        }

        @Override
        public void readComplete() {}

        @Override
        public void violated(ProtocolViolation violation) {
            seen.add(violation.code());
        }

        @Override
        public void writabilityChanged() {}

        @Override
        public void closed(String reason) {
            seen.add("closed");
        }
    }

    private List<String> read(byte[] bytes, int... cuts) {
        seen.clear();
        EmbeddedChannel channel = new EmbeddedChannel(new FrameReader(new Notes(), MAX_FRAME));
        int from = 0;
        for (int cut : cuts) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, from, cut - from));
            from = cut;
        }
        channel.writeInbound(Unpooled.copiedBuffer(bytes, from, bytes.length - from));
        channel.finishAndReleaseAll();
        return List.copyOf(seen);
    }

    private static byte[] stream(Random random, int frames, int mostBytes) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int frame = 0; frame < frames; frame++) {
            byte[] body = new byte[random.nextInt(mostBytes)];
            random.nextBytes(body);
            FrameType type = FrameType.values()[random.nextInt(FrameType.values().length)];
            stream.writeBytes(
                    Script.frame(type.number(), random.nextInt(256), random.nextInt(), body));
        }
        return stream.toByteArray();
    }

    @Test
    void wherever_a_read_cuts_the_frames_are_the_same() {
        byte[] stream = stream(new Random(1), 6, 30);
        List<String> whole = read(stream);
        assertThat(whole).hasSize(7).endsWith("closed");
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second++) {
                assertThat(read(stream, first, second)).isEqualTo(whole);
            }
        }
    }

    @Test
    void large_frames_in_small_reads_are_the_same() {
        Random random = new Random(2);
        byte[] stream = stream(random, 40, 100_000);
        List<String> whole = read(stream);
        assertThat(whole).hasSize(41);
        for (int round = 0; round < 20; round++) {
            int[] cuts = random.ints(300, 0, stream.length).sorted().toArray();
            assertThat(read(stream, cuts)).isEqualTo(whole);
        }
    }

    @Test
    void a_bad_length_is_seen_as_soon_as_it_is_there() {
        byte[] tooLong = {0x7F, 0, 0, 0};
        assertThat(read(tooLong)).containsExactly("rpc.frame-too-large", "closed");
        assertThat(read(tooLong, 1, 3)).containsExactly("rpc.frame-too-large", "closed");
        assertThat(read(new byte[] {0, 0, 0, 5}, 2))
                .containsExactly("rpc.malformed-frame", "closed");
    }

    @Test
    void nothing_is_read_after_a_violation() {
        byte[] good = Script.frame(Script.END, 0, 1, new byte[0]);
        byte[] bad = Script.frame(Script.END, 0, 2, new byte[0]);
        bad[4] = 99;
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(good);
        stream.writeBytes(bad);
        stream.writeBytes(good);
        for (int cut = 0; cut <= 30; cut++) {
            assertThat(read(stream.toByteArray(), cut))
                    .containsExactly("END 0 1 1", "rpc.malformed-frame", "closed");
        }
    }
}
