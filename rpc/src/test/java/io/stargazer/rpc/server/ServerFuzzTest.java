package io.stargazer.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ResourceLeakDetector;
import io.stargazer.rpc.Logins;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.limit.AdaptiveLimit;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.wire.FrameReader;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A provider under mutated frames (RP-9). Seeded: {@code -Dfuzz.seed=} repeats a run, {@code
 * -Dfuzz.frames=} makes it longer.
 */
class ServerFuzzTest {

    private static final int FRAMES = Integer.getInteger("fuzz.frames", 100_000);
    private static final long SEED = Long.getLong("fuzz.seed", 20_261_120L);
    private static final int PER_CONNECTION = 40;
    private static final long BYTES_AT_MOST = 8 << 20;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
    private final ServiceTable services =
            new ServiceTable()
                    .bindInline("raw", "inline", (call, request) -> request)
                    .bind("raw", "echo", (call, request) -> request);

    private String reason = "";

    @BeforeEach
    void watchForLeaks() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @AfterEach
    void restore() {
        ResourceLeakDetector.setLevel(before);
    }

    @Test
    void no_frame_does_more_than_close_its_own_connection() {
        Random random = new Random(SEED);
        int violations = 0;
        int sent = 0;
        while (sent < FRAMES) {
            EmbeddedChannel channel = connection();
            write(channel, Mutations.frame(FrameType.LOGIN, 0, 0, new byte[] {1, 'x'}));
            write(channel, Mutations.frame(FrameType.DEFINE, 0, 0, define(0, "raw/inline")));
            write(channel, Mutations.frame(FrameType.DEFINE, 0, 0, define(1, "raw/echo")));
            for (int at = 0; at < PER_CONNECTION && channel.isOpen(); at++) {
                byte[] mutated = Mutations.mutate(valid(random), random);
                sent++;
                int cut = random.nextInt(mutated.length + 1);
                write(channel, java.util.Arrays.copyOf(mutated, cut));
                if (channel.isOpen()) {
                    write(channel, java.util.Arrays.copyOfRange(mutated, cut, mutated.length));
                }
            }
            violations += finish(channel, "seed " + SEED + ", frame " + sent);
            assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
                    .as("bytes not released, seed %d, frame %d", SEED, sent)
                    .isZero();
        }
        assertThat(violations).as("connections closed for a reason").isGreaterThan(FRAMES / 1000);
    }

    /**
     * Closes the connection and reads what it said; 1 when it had closed by itself with a reason.
     */
    private int finish(EmbeddedChannel channel, String where) {
        boolean closedItself = !channel.isOpen();
        int last = 0;
        StringBuilder said = new StringBuilder();
        ByteBuf out;
        while ((out = channel.readOutbound()) != null) {
            while (out.isReadable()) {
                int end = out.readInt() + out.readerIndex();
                last = out.readUnsignedByte();
                said.append(
                        out.toString(
                                out.readerIndex(),
                                end - out.readerIndex(),
                                StandardCharsets.UTF_8));
                out.readerIndex(end);
            }
            out.release();
        }
        channel.checkException();
        assertThat(channel.finishAndReleaseAll()).as(where).isFalse();
        channel.checkException();
        assertThat(reason).as(where).isNotEmpty();
        if (closedItself && !reason.startsWith("the caller closed")) {
            assertThat(last).as("%s: the last frame says why: %s", where, said).isIn(6, 14);
            assertThat(said).contains("rpc.").doesNotContain("rpc.fault");
        }
        return closedItself && last == 14 ? 1 : 0;
    }

    private EmbeddedChannel connection() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        RpcSettings settings =
                new RpcSettings(services, credential -> Logins.of("x"))
                        .withLimits(RpcLimits.DEFAULT.withMaxFrameBytes(1 << 20));
        ServerConnection connection =
                new ServerConnection(
                        channel,
                        settings,
                        new Workers(
                                Runnable::run, new AdaptiveLimit(RpcLimits.Handlers.DEFAULT, 0)));
        reason = "";
        connection.peer().onClose(why -> reason = why);
        channel.pipeline().addLast(new FrameReader(connection, 1 << 20));
        return channel;
    }

    private void write(EmbeddedChannel channel, byte[] bytes) {
        channel.writeInbound(allocator.buffer(Math.max(1, bytes.length)).writeBytes(bytes));
        assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
                .isLessThan(BYTES_AT_MOST);
    }

    private static byte[] valid(Random random) {
        int id = random.nextInt(4);
        return switch (random.nextInt(9)) {
            case 0 -> Mutations.frame(FrameType.LOGIN, 0, 0, new byte[] {1, 'x'});
            case 1 -> Mutations.frame(FrameType.DEFINE, 0, 0, define(2, "raw/inline"));
            case 2, 3 ->
                    Mutations.frame(
                            FrameType.REQUEST, 0, id + 1, new byte[] {0, 0, 1, 1, 'k', 1, 'v', 9});
            case 4 -> Mutations.frame(FrameType.REQUEST, 0, id + 1, new byte[] {1, 9, 0, 5, 5});
            case 5 -> Mutations.frame(FrameType.CANCEL, 0, id, new byte[0]);
            case 6 -> Mutations.frame(FrameType.CREDIT, 0, id, new byte[] {0, 0, 0, 3});
            case 7 -> Mutations.frame(FrameType.PING, 0, 0, new byte[8]);
            default -> Mutations.frame(FrameType.PONG, 0, 0, new byte[8]);
        };
    }

    private static byte[] define(int index, String path) {
        return ("\0\0\0" + (char) index + "\0" + path).getBytes(StandardCharsets.ISO_8859_1);
    }
}
