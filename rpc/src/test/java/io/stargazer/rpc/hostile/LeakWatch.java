package io.stargazer.rpc.hostile;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.FastThreadLocal;
import io.stargazer.rpc.loop.LoopBuffers;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An allocator that is watched twice: it counts the bytes that are in use, which must be none when
 * a connection is gone, and Netty's detector tells of every buffer that the garbage collector found
 * before anybody released it.
 */
public final class LeakWatch implements AutoCloseable {

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
    private final long pagesBefore;
    private final List<String> leaks = new CopyOnWriteArrayList<>();

    public LeakWatch() {
        dropPages();
        pagesBefore = LoopBuffers.bytes();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + records));
    }

    public UnpooledByteBufAllocator allocator() {
        return allocator;
    }

    /** Of what was read and of what was written, in buffers of any thread. */
    public long bytesInUse() {
        return allocator.metric().usedHeapMemory()
                + allocator.metric().usedDirectMemory()
                + LoopBuffers.bytes()
                - pagesBefore;
    }

    /** The pages that this thread keeps to take them again. */
    public void dropPages() {
        FastThreadLocal.removeAll();
    }

    /** Lets the garbage collector find what was lost. */
    public List<String> leaks() {
        for (int round = 0; round < 3; round++) {
            collectGarbage();
            // The detector looks for what was found when it is shown the next buffer.
            ByteBuf next = allocator.directBuffer(1);
            next.release();
        }
        return List.copyOf(leaks);
    }

    /** Returns when what was found has been told, which another thread does. */
    private static void collectGarbage() {
        ReferenceQueue<Object> told = new ReferenceQueue<>();
        WeakReference<Object> lost = new WeakReference<>(new Object(), told);
        System.gc();
        try {
            if (told.remove(10_000) == null) {
                throw new AssertionError("no garbage was collected");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            Reference.reachabilityFence(lost);
        }
    }

    @Override
    public void close() {
        ByteBufUtil.setLeakListener(null);
        ResourceLeakDetector.setLevel(before);
    }
}
