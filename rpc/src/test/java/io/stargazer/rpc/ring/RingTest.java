package io.stargazer.rpc.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RP-3: one direction of a ring, both ends in one process. */
@Timeout(60)
class RingTest {

    private static final int CAPACITY = 64 << 10;
    private static final int DIRECTION = RingMemory.TO_CLIENT;
    private static final long STRESS_BYTES = 8L << 20;

    @TempDir Path folder;

    private RingMemory memory;
    private RingWriter writer;
    private RingReader reader;

    @BeforeEach
    void make() throws Exception {
        RingOffer made = RingFile.make(FastPath.NONE.withRing(CAPACITY).withFolder(folder));
        memory = made.memory();
        writer = new RingWriter(memory, DIRECTION);
        reader = new RingReader(memory, DIRECTION);
        Files.delete(made.path());
    }

    @AfterEach
    void unmap() {
        memory.unmap();
    }

    @Test
    void what_is_written_is_read_once_it_is_published() throws Exception {
        writer.copy(bytes(1, 100));
        assertThat(reader.available()).isZero();
        assertThat(writer.publish()).isFalse();
        assertThat(reader.available()).isEqualTo(100);
        assertThat(read(100)).isEqualTo(bytes(1, 100));
        assertThat(reader.available()).isZero();
    }

    @Test
    void bytes_go_on_at_the_beginning_when_the_end_is_reached() throws Exception {
        for (int round = 0; round < 10; round++) {
            writer.copy(bytes(round, 40_000));
            boolean unused = writer.publish();
            assertThat(read(40_000)).isEqualTo(bytes(round, 40_000));
            unused = reader.release();
        }
    }

    @Test
    void a_full_ring_takes_no_more_until_the_reader_gives_room_back() throws Exception {
        ByteBuf much = bytes(3, CAPACITY + 10);
        writer.copy(much);
        assertThat(much.readableBytes()).isEqualTo(10);
        assertThat(writer.room()).isZero();
        boolean unused = writer.publish();
        assertThat(writer.awaitRoom()).isTrue();
        assertThat(read(7).readableBytes()).isEqualTo(7);
        assertThat(reader.release()).as("the writer must be woken").isTrue();
        assertThat(reader.release()).as("once").isFalse();
        writer.copy(much);
        assertThat(much.readableBytes()).isEqualTo(3);
        assertThat(writer.awaitRoom()).isTrue();
    }

    @Test
    void a_sleeping_reader_is_woken_once() throws Exception {
        assertThat(reader.fallAsleep()).isTrue();
        writer.copy(bytes(1, 1));
        assertThat(writer.publish()).isTrue();
        writer.copy(bytes(1, 1));
        assertThat(writer.publish()).isFalse();
        assertThat(reader.fallAsleep()).as("there is something to read").isFalse();
    }

    @Test
    void a_reader_that_woke_by_itself_is_not_woken() throws Exception {
        assertThat(reader.fallAsleep()).isTrue();
        reader.wakeUp();
        writer.copy(bytes(1, 1));
        assertThat(writer.publish()).isFalse();
    }

    @Test
    void a_writer_that_claims_more_than_fits_is_found_out() {
        for (long claimed : new long[] {CAPACITY + 1, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            memory.set(DIRECTION, RingMemory.TAIL, claimed);
            assertThatThrownBy(() -> reader.available()).isInstanceOf(RingViolation.class);
        }
    }

    @Test
    void a_reader_that_claims_what_it_cannot_have_read_is_found_out() throws Exception {
        writer.copy(bytes(1, 100));
        boolean unused = writer.publish();
        read(50).release();
        unused = reader.release();
        assertThat(writer.room()).isEqualTo(CAPACITY - 50);
        for (long claimed : new long[] {49, 101, -1, Long.MAX_VALUE}) {
            memory.set(DIRECTION, RingMemory.HEAD, claimed);
            assertThatThrownBy(() -> writer.room()).isInstanceOf(RingViolation.class);
        }
    }

    @Test
    void the_other_direction_is_untouched() throws Exception {
        writer.copy(bytes(1, CAPACITY));
        boolean unused = writer.publish();
        assertThat(new RingReader(memory, RingMemory.TO_PROVIDER).available()).isZero();
        assertThat(memory.nonce()).hasSize(16).isNotEqualTo(new byte[16]);
    }

    /**
     * The reader goes to sleep and the writer writes in the same nanoseconds, again and again for
     * two seconds; without the fences two free processors lose about one wake-up in a million.
     */
    @Test
    void a_byte_that_crosses_a_reader_falling_asleep_wakes_it() throws Exception {
        AtomicInteger rung = new AtomicInteger();
        AtomicInteger read = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> writing =
                CompletableFuture.runAsync(() -> {
                    Random delays = new Random(3);
                    for (int at = 0; awaitAtLeast(read, at) && !over.get(); at++) {
                        writeByte(rung, delays.nextInt(200));
                    }
                });
        ByteBuf to = Unpooled.directBuffer(16);
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        for (int bells = 0; System.nanoTime() - untilNs < 0; bells = rung.get()) {
            if (reader.fallAsleep()) {
                assertThat(awaitAtLeast(rung, bells + 1)).as("it is woken").isTrue();
                reader.wakeUp();
            }
            reader.copy(to.clear(), reader.available());
            boolean unused = reader.release();
            read.incrementAndGet();
        }
        over.set(true);
        writing.get(10, TimeUnit.SECONDS);
        to.release();
    }

    private static boolean awaitAtLeast(AtomicInteger counter, int value) {
        long looks = 0;
        while (counter.get() < value && looks < 100_000_000) {
            looks++;
            if (looks % 10_000 == 0) {
                LockSupport.parkNanos(1_000);
            }
        }
        return counter.get() >= value;
    }

    private void writeByte(AtomicInteger rung, int delay) {
        try {
            byte[] written = {(byte) delay};
            for (int at = delay; at > 0; at--) {
                written[0] = (byte) (written[0] * 31 + at);
            }
            writer.copy(Unpooled.wrappedBuffer(written));
            if (writer.publish()) {
                rung.incrementAndGet();
            }
        } catch (RingViolation e) {
            throw new AssertionError(e);
        }
    }

    /** Pieces of random sizes; a lost wake-up would never end, a torn one shows in the bytes. */
    @Test
    void two_threads_that_sleep_and_wake_each_other_lose_nothing() throws Exception {
        Semaphore readerBell = new Semaphore(0);
        Semaphore writerBell = new Semaphore(0);
        CompletableFuture<Void> writing =
                CompletableFuture.runAsync(() -> write(STRESS_BYTES, readerBell, writerBell));
        Random expected = new Random(7);
        Random sizes = new Random(8);
        ByteBuf to = Unpooled.directBuffer(CAPACITY);
        for (long done = 0; done < STRESS_BYTES; ) {
            int ready = reader.available();
            if (ready == 0) {
                if (reader.fallAsleep()) {
                    assertThat(readerBell.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
                    reader.wakeUp();
                }
                continue;
            }
            int bytes = Math.min(ready, 1 + sizes.nextInt(20_000));
            reader.copy(to.clear(), bytes);
            if (reader.release()) {
                writerBell.release();
            }
            while (to.isReadable()) {
                if (to.readByte() != (byte) expected.nextInt()) {
                    throw new AssertionError("a wrong byte after " + done);
                }
            }
            done += bytes;
        }
        writing.get(5, TimeUnit.SECONDS);
        to.release();
    }

    private void write(long total, Semaphore readerBell, Semaphore writerBell) {
        Random content = new Random(7);
        Random sizes = new Random(9);
        try {
            for (long done = 0; done < total; ) {
                int bytes = (int) Math.min(total - done, 1 + sizes.nextInt(100_000));
                ByteBuf piece = Unpooled.buffer(bytes);
                for (int at = 0; at < bytes; at++) {
                    piece.writeByte(content.nextInt());
                }
                done += bytes;
                while (piece.isReadable()) {
                    writer.copy(piece);
                    if (writer.publish()) {
                        readerBell.release();
                    }
                    if (piece.isReadable() && writer.awaitRoom()) {
                        assertThat(writerBell.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
                    }
                }
            }
        } catch (RingViolation | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private ByteBuf read(int bytes) {
        ByteBuf to = Unpooled.buffer(bytes);
        reader.copy(to, bytes);
        return to;
    }

    private static ByteBuf bytes(int seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }
}
