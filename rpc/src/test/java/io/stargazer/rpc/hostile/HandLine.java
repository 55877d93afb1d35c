package io.stargazer.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.RpcLimits;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The line between one side of ours, on a channel without a socket, and a mad other side that keeps
 * book. Whatever is said, memory stays bounded and nothing is left behind.
 */
public final class HandLine {

    public static final int FRAME_BYTES = 64 << 10;

    public static final RpcLimits LIMITS =
            new RpcLimits(
                    FRAME_BYTES,
                    8,
                    12,
                    0,
                    1 << 20,
                    RpcLimits.Times.DEFAULT,
                    RpcLimits.Handlers.DEFAULT);

    private static final long BYTES_AT_MOST = 8 << 20;

    private final RandomGenerator random;
    private final LeakWatch watch;
    private final Book book;
    private final Runnable others;
    private final HandLoop loop = new HandLoop();
    private final HandChannel channel;
    private boolean starved;

    /**
     * A line that nothing was said on.
     *
     * @param others waits until other threads have come to rest
     */
    public HandLine(RandomGenerator random, LeakWatch watch, Book book, Runnable others)
            throws Exception {
        this.random = random;
        this.watch = watch;
        this.book = book;
        this.others = others;
        this.channel = new HandChannel(loop, watch.allocator());
    }

    public HandChannel channel() {
        return channel;
    }

    public HandLoop loop() {
        return loop;
    }

    /**
     * Says a script, a few frames at a time, and lets time pass now and then.
     *
     * @param few at most so many at a time
     * @param between what our side does after them
     * @return how many were said before the line was closed
     */
    public int say(List<byte[]> frames, int few, Runnable between) {
        int said = 0;
        while (said < frames.size() && channel.isOpen()) {
            int together = Math.min(frames.size() - said, 1 + random.nextInt(few));
            inPieces(Script.bytes(frames.subList(said, said + together).toArray(byte[][]::new)));
            said += together;
            between.run();
            settle();
            if (random.nextInt(60) == 0) {
                starved = true;
                loop.pass(Duration.ofSeconds(random.nextInt(20)));
                settle();
            }
        }
        return said;
    }

    /** As the network cuts. */
    public void inPieces(byte[] bytes) {
        int from = 0;
        while (from < bytes.length) {
            int most = random.nextInt(8) == 0 ? 3 : bytes.length;
            int to = Math.min(bytes.length, from + 1 + random.nextInt(most));
            arrive(bytes, from, to);
            from = to;
            assertThat(watch.bytesInUse()).isLessThan(BYTES_AT_MOST);
        }
    }

    private void arrive(byte[] bytes, int from, int to) {
        book.say(bytes, from, to);
        channel.arrive(bytes, from, to);
    }

    /** Says one frame as it is, and hears what is answered. */
    public void say(byte[] frame) {
        arrive(frame, 0, frame.length);
        settle();
    }

    /** Lets our side do all that it has to do, and hears what it says. */
    public void settle() {
        do {
            others.run();
            loop.turn();
        } while (loop.hasTasks());
        channel.drainTo(book.heard());
        book.check();
        channel.checkException();
    }

    /** Whether what was said until now leaves the other side able to go on. */
    public boolean isIntact() {
        return channel.isOpen() && book.isBetweenFrames();
    }

    /** The connection ends here, unless it has ended for a reason that the other side knows. */
    public void cut() {
        if (!channel.isOpen()) {
            assertThat(book.knowsWhyItIsClosed() || starved).as("why it is closed").isTrue();
        }
        channel.cut();
        settle();
    }

    /**
     * Nothing is left of a connection that has ended.
     *
     * @param codes gets the code of its CLOSE
     */
    public void leave(Set<String> codes) {
        assertThat(channel.strays()).isEmpty();
        watch.dropPages();
        assertThat(watch.bytesInUse()).as("bytes that were not released").isZero();
        String code = book.closeCode();
        if (code != null) {
            codes.add(code);
        }
        loop.forgetTimers();
    }
}
