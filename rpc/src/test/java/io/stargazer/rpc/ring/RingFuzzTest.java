package io.stargazer.rpc.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.entry.ClientHandshake;
import io.stargazer.rpc.hostile.Fuzz;
import io.stargazer.rpc.hostile.HandChannel;
import io.stargazer.rpc.hostile.HandLoop;
import io.stargazer.rpc.hostile.LeakWatch;
import io.stargazer.rpc.hostile.Mutations;
import io.stargazer.rpc.hostile.Script;
import java.io.ByteArrayOutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * RP-9: mutated RING frames, both ways. Whatever comes in their place, the connection goes on
 * through the ring, or on the socket with every byte that came, or is closed when the patience is
 * over; no name of a file, no mapping and no buffer stays behind.
 */
class RingFuzzTest {

    private static final int FRAMES = 4_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final byte[] NEXT = {0, 0, 0, 6, 11, 0, 0, 0, 0, 0};

    @TempDir Path folder;

    private final LeakWatch watch = new LeakWatch();
    private final Set<String> outcomes = new TreeSet<>();

    @AfterEach
    void restore() {
        watch.close();
    }

    private FastPath ring() {
        return FastPath.NONE.withRing(64 << 10).withFolder(folder);
    }

    @Test
    void a_provider_that_offers_a_ring_gets_anything_but_the_nonce() {
        long mapped = mappings();
        long played = Fuzz.run("RingFuzzTest", FRAMES, this::takeOffer);
        check(played, mapped);
    }

    @Test
    void a_caller_that_shows_the_nonce_gets_anything_but_an_answer() {
        long mapped = mappings();
        long played = Fuzz.run("RingFuzzTest", FRAMES, this::answer);
        check(played, mapped);
    }

    private void check(long played, long mapped) {
        // First, because the collector of garbage would give them back.
        assertThat(mappings()).as("mappings that are left").isLessThanOrEqualTo(mapped);
        assertThat(watch.leaks()).isEmpty();
        if (played >= FRAMES) {
            assertThat(outcomes).containsExactly("closed", "on the ring", "on the socket");
        }
    }

    private int takeOffer(RandomGenerator random) throws Exception {
        HandLoop loop = new HandLoop();
        HandChannel channel = new HandChannel(loop, watch.allocator());
        RingOffer offer = RingFile.make(ring());
        Inside inside = new Inside();
        channel.pipeline()
                .addLast(
                        new RingDoor(
                                offer, PATIENCE, context -> context.pipeline().addLast(inside)));
        byte[] nonce = offer.memory().nonce();
        byte[] said = arrive(channel, loop, Script.frame(Script.RING, 0, 0, nonce), random);
        boolean isWhole = isRing(said, nonce.length) && said.length >= 26;
        boolean isTaken = isWhole && Arrays.equals(Arrays.copyOfRange(said, 10, 26), nonce);
        assertThat(channel.pipeline().get(RingPipe.NAME) != null).isEqualTo(isTaken);
        loop.pass(PATIENCE);
        outcome(channel, inside, said, nonce.length);
        assertThat(Files.exists(offer.path())).as("the file has a name").isFalse();
        if (isTaken) {
            through(offer.memory(), RingMemory.TO_PROVIDER, loop, inside, random);
        }
        assertThat(drained(channel)).isEqualTo(answerTo(isWhole, isTaken));
        leave(channel, loop);
        return 1;
    }

    private static byte[] answerTo(boolean isWhole, boolean isTaken) {
        return isWhole ? Script.frame(Script.RING, 0, 0, Script.u8(isTaken ? 1 : 0)) : new byte[0];
    }

    private int answer(RandomGenerator random) throws Exception {
        HandLoop loop = new HandLoop();
        HandChannel channel = new HandChannel(loop, watch.allocator());
        RingOffer offer = RingFile.make(ring());
        Inside inside = new Inside();
        List<String> failures = new ArrayList<>();
        channel.pipeline()
                .addLast(
                        new ClientHandshake(
                                new Address("provider", 1),
                                PATIENCE,
                                ring(),
                                new ClientHandshake.Outcome(
                                        context -> context.pipeline().addLast(inside),
                                        failures::add)));
        channel.pipeline().fireChannelActive();
        assertThat(new String(drained(channel), StandardCharsets.US_ASCII))
                .contains("\r\nStargazer-Rpc-Ring: 1\r\n");
        byte[] upgraded =
                "HTTP/1.1 101 Switching Protocols\r\nStargazer-Rpc-Ring: %s\r\n\r\n"
                        .formatted(offer.path())
                        .getBytes(StandardCharsets.US_ASCII);
        channel.arrive(upgraded, 0, upgraded.length);
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        Loopback.await(
                "the caller has opened the file",
                () -> {
                    loop.turn();
                    shown.writeBytes(drained(channel));
                    return shown.size() > 0;
                });
        assertThat(shown.toByteArray())
                .isEqualTo(Script.frame(Script.RING, 0, 0, offer.memory().nonce()));
        byte[] yes = Script.frame(Script.RING, 0, 0, Script.u8(1));
        byte[] said = arrive(channel, loop, yes, random);
        boolean isTaken = isRing(said, 1) && said.length >= 11 && said[10] == 1;
        assertThat(channel.pipeline().get(RingPipe.NAME) != null).isEqualTo(isTaken);
        loop.pass(PATIENCE);
        outcome(channel, inside, said, 1);
        assertThat(failures).hasSize(inside.entered ? 0 : 1);
        if (isTaken) {
            through(offer.memory(), RingMemory.TO_CLIENT, loop, inside, random);
        }
        leave(channel, loop);
        offer.withdraw();
        return 1;
    }

    /** The frame, or what noise makes of it, and another; in pieces. */
    private byte[] arrive(
            HandChannel channel, HandLoop loop, byte[] frame, RandomGenerator random) {
        byte[] said = random.nextInt(8) == 0 ? frame : Mutations.mutate(frame, random);
        if (random.nextBoolean() && !isRing(said, frame.length - 10)) {
            said = Script.bytes(said, NEXT);
        }
        int from = 0;
        while (from < said.length && channel.isOpen()) {
            int to = Math.min(said.length, from + 1 + random.nextInt(said.length));
            channel.arrive(said, from, to);
            from = to;
            channel.checkException();
        }
        loop.turn();
        return said;
    }

    /** As far as can be told from what has come. */
    private static boolean isRing(byte[] said, int bodyBytes) {
        return (said.length < 4 || ByteBuffer.wrap(said).getInt() == 6 + bodyBytes)
                && (said.length < 5 || said[4] == Script.RING);
    }

    private void outcome(HandChannel channel, Inside inside, byte[] said, int bodyBytes) {
        boolean waits = isRing(said, bodyBytes) && said.length < 10 + bodyBytes;
        // What is longer than the frame goes on behind it, also that of a frame of another length.
        int used = isRing(said, bodyBytes) ? 10 + bodyBytes : 0;
        boolean onRing = channel.pipeline().get(RingPipe.NAME) != null;
        assertThat(inside.entered).isEqualTo(!waits);
        assertThat(channel.isOpen()).isEqualTo(!waits);
        if (!waits && !onRing) {
            assertThat(inside.heard.toByteArray())
                    .as("every byte that was not for the door")
                    .isEqualTo(Arrays.copyOfRange(said, used, said.length));
        }
        outcomes.add(waits ? "closed" : onRing ? "on the ring" : "on the socket");
    }

    /** Something comes through the ring, and then its words are scribbled on. */
    private static void through(
            RingMemory memory, int direction, HandLoop loop, Inside inside, RandomGenerator random)
            throws Exception {
        byte[] bytes = new byte[1 + random.nextInt(5_000)];
        random.nextBytes(bytes);
        inside.heard.reset();
        RingWriter writer = new RingWriter(memory, direction);
        writer.copy(Unpooled.wrappedBuffer(bytes));
        boolean unused = writer.publish();
        loop.turn();
        assertThat(inside.heard.toByteArray()).isEqualTo(bytes);
        memory.set(direction, RingMemory.TAIL, random.nextBoolean() ? -1 : random.nextLong());
        loop.turn();
        assertThat(inside.broken).isInstanceOf(RingViolation.class);
    }

    private void leave(HandChannel channel, HandLoop loop) {
        channel.cut();
        byte[] unused = drained(channel);
        assertThat(channel.strays()).isEmpty();
        assertThat(watch.bytesInUse()).as("bytes that were not released").isZero();
        loop.forgetTimers();
    }

    private static byte[] drained(HandChannel channel) {
        StringBuilder text = new StringBuilder();
        channel.drainTo(text);
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static long mappings() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("mapped"))
                .mapToLong(BufferPoolMXBean::getCount)
                .sum();
    }

    /** Where the door leads. */
    private static final class Inside extends ChannelInboundHandlerAdapter {

        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private boolean entered;
        private @Nullable Throwable broken;

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            entered = true;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frames) {
            ByteBuf bytes = (ByteBuf) frames;
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            bytes.release();
            heard.writeBytes(copy);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            broken = cause;
        }
    }
}
