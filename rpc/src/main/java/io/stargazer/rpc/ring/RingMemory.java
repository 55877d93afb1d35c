package io.stargazer.rpc.ring;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The memory that the two ends of one connection share: a page that tells what it is, and for each
 * direction four words and a ring of bytes. The layout is part of {@code docs/rpc-protocol.md}.
 * Words are 8 bytes in the byte order of the machine, each on cache lines of its own, because its
 * writer and its readers sit on different processors.
 *
 * <p>Belongs to one event loop. Nothing may touch it once it is unmapped.
 */
final class RingMemory {

    /** "SGRING01" on a machine that stores the lowest byte first. */
    static final long MAGIC = 0x3130_474E_4952_4753L;

    static final int NONCE_BYTES = 16;
    static final int PAGE_BYTES = 4096;

    /** Which direction. */
    static final int TO_PROVIDER = 0;

    static final int TO_CLIENT = 1;

    /** Bytes that were ever written; changed by the writer. */
    static final int TAIL = 0;

    /** Bytes that were ever read; changed by the reader. */
    static final int HEAD = 128;

    /** 1: the reader sleeps and wants to be woken. Set by the reader, cleared by both. */
    static final int ASLEEP = 256;

    /** 1: the writer waits for room and wants to be woken. Set by the writer, cleared by both. */
    static final int STUCK = 384;

    private static final int RING_BYTES_AT = 8;
    private static final int NONCE_AT = 16;
    private static final int WORDS_AT = 1024;
    private static final int WORDS_BYTES = 1024;

    private static final VarHandle LONGS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final FileChannel file;
    private final MappedByteBuffer mapped;
    private final int ringBytes;

    private RingMemory(FileChannel file, MappedByteBuffer mapped, int ringBytes) {
        this.file = file;
        this.mapped = mapped;
        this.ringBytes = ringBytes;
    }

    static long fileBytes(int ringBytes) {
        return PAGE_BYTES + 2L * ringBytes;
    }

    /** Maps a file of zeros of the right size, and keeps it; says in it what it is. */
    static RingMemory initialize(FileChannel file, int ringBytes, byte[] nonce) throws IOException {
        MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, fileBytes(ringBytes));
        mapped.put(NONCE_AT, nonce);
        LONGS.set(mapped, RING_BYTES_AT, (long) ringBytes);
        LONGS.setRelease(mapped, 0, MAGIC);
        return new RingMemory(file, mapped, ringBytes);
    }

    /** Maps what the other side has made, and keeps the file. */
    static RingMemory map(FileChannel file) throws IOException {
        long bytes = file.size();
        if (bytes <= PAGE_BYTES || bytes > fileBytes(FastPath.MOST_RING_BYTES)) {
            throw new RingViolation("a file of " + bytes + " bytes holds no rings");
        }
        MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
        long ringBytes = (long) LONGS.get(mapped, RING_BYTES_AT);
        boolean isOurs = (long) LONGS.getAcquire(mapped, 0) == MAGIC;
        boolean fits = Long.bitCount(ringBytes) == 1 && fileBytes((int) ringBytes) == bytes;
        if (!isOurs || !fits) {
            Mappings.unmap(mapped);
            throw new RingViolation("the file holds no rings");
        }
        return new RingMemory(file, mapped, (int) ringBytes);
    }

    byte[] nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        mapped.get(NONCE_AT, nonce);
        return nonce;
    }

    /** Bytes of one direction, a power of two. */
    int ringBytes() {
        return ringBytes;
    }

    /** The bytes of one direction, for bounds-checked copies. */
    ByteBuf bytes(int direction) {
        ByteBuffer part = mapped.slice(PAGE_BYTES + direction * ringBytes, ringBytes);
        return Unpooled.wrappedBuffer(part).clear();
    }

    private static int at(int direction, int word) {
        return WORDS_AT + direction * WORDS_BYTES + word;
    }

    long get(int direction, int word) {
        return (long) LONGS.getAcquire(mapped, at(direction, word));
    }

    void set(int direction, int word, long value) {
        LONGS.setRelease(mapped, at(direction, word), value);
    }

    /** Asks to be woken; what is read after this is read after the other side can see it. */
    void raise(int direction, int flag) {
        set(direction, flag, 1);
        VarHandle.fullFence();
    }

    /**
     * What was set before this is seen by whoever raises the flag after this.
     *
     * @return whether the flag was up; it is taken down
     */
    boolean lower(int direction, int flag) {
        VarHandle.fullFence();
        int at = at(direction, flag);
        return (long) LONGS.getAcquire(mapped, at) != 0 && LONGS.compareAndSet(mapped, at, 1L, 0L);
    }

    /**
     * Whether somebody has cut the file short. What is mapped beyond its end cannot be reached any
     * more: the JDK throws an {@link InternalError} some instructions after the attempt.
     */
    boolean isCutShort() {
        try {
            return file.size() < fileBytes(ringBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void unmap() {
        Mappings.unmap(mapped);
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
