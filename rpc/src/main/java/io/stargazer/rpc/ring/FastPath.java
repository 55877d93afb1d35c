package io.stargazer.rpc.ring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Two ways to shorten a single call, both off unless asked for (RP-3). Spinning: an event loop that
 * has nothing to do looks again and again for a short while before it lets the machine put it to
 * sleep, because being woken takes longer than a call. A ring: two processes of one host move their
 * frames through shared memory instead of the loopback interface; both have to ask for it, and
 * where it cannot be had the socket serves as ever. Immutable.
 *
 * <p>Spinning pays only where each spinning thread has a processor of its own. A spin that was in
 * vain makes the next ones rarer, so a process that has nothing to do keeps no processor busy.
 *
 * @param spin longest time to look before sleeping, at most 10 ms; zero never spins
 * @param ringBytes room for bytes under way in each direction, a power of two from 64 KiB to 64
 *     MiB; 0 for no ring
 * @param folder where the shared memory lives, best one that is never written to a disk; both sides
 *     need the same
 */
public record FastPath(Duration spin, int ringBytes, Path folder) {

    private static final Duration LONGEST_SPIN = Duration.ofMillis(10);
    private static final int LEAST_RING_BYTES = 64 << 10;
    static final int MOST_RING_BYTES = 64 << 20;

    /** Neither spins nor shares memory. */
    public static final FastPath NONE = new FastPath(Duration.ZERO, 0, sharedMemoryFolder());

    /** Looks for up to 50 us before it sleeps. */
    public static final FastPath SPIN = NONE.withSpin(Duration.ofNanos(50_000));

    /** Spins, and shares 1 MiB in each direction with peers of this host. */
    public static final FastPath SAME_HOST = SPIN.withRing(1 << 20);

    public FastPath {
        if (spin.isNegative() || spin.compareTo(LONGEST_SPIN) > 0) {
            throw new IllegalArgumentException("a spin lasts 0 to 10 ms, not " + spin);
        }
        boolean fits = ringBytes >= LEAST_RING_BYTES && ringBytes <= MOST_RING_BYTES;
        if (ringBytes != 0 && (!fits || Integer.bitCount(ringBytes) != 1)) {
            throw new IllegalArgumentException(
                    "a ring has 0 bytes or a power of two from 64 KiB to 64 MiB, not " + ringBytes);
        }
    }

    private static Path sharedMemoryFolder() {
        Path memory = Path.of("/dev/shm");
        return Files.isDirectory(memory) && Files.isWritable(memory)
                ? memory
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    public FastPath withSpin(Duration changed) {
        return new FastPath(changed, ringBytes, folder);
    }

    public FastPath withRing(int changedBytes) {
        return new FastPath(spin, changedBytes, folder);
    }

    public FastPath withFolder(Path changed) {
        return new FastPath(spin, ringBytes, changed);
    }

    public boolean hasRing() {
        return ringBytes > 0;
    }

    /** Nothing that an ordinary event loop could not do. */
    public boolean isOff() {
        return spin.isZero() && !hasRing();
    }
}
