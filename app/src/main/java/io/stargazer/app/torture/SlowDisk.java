package io.stargazer.app.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the disk of a process slow: {@code strace} holds back each of its calls that force data to
 * the disk, until closed. For Linux, where strace is installed and may attach to other processes.
 */
final class SlowDisk implements AutoCloseable {

    /** A good disk needs a hundred microseconds. */
    static final Duration EACH_CALL = Duration.ofMillis(100);

    private static final long DETACH_WITHIN_S = 30;
    private static final String SYNCS = "fsync,fdatasync";

    private final Process strace;

    private SlowDisk(Process strace) {
        this.strace = strace;
    }

    /** Returns when the disk of the process is slow. */
    static SlowDisk of(long pid) throws IOException {
        Process strace = attach(pid);
        String word = firstWord(strace);
        if (!hasAttached(word)) {
            end(strace);
            throw new TortureFailed(
                    "strace does not slow the disk of process " + pid + ": " + word);
        }
        Thread.ofVirtual().start(() -> strace.errorReader().lines().forEach(_ -> {}));
        return new SlowDisk(strace);
    }

    /** Why disks cannot be slow here; null when they can. */
    static @Nullable String whyNot() throws IOException {
        Process any = new ProcessBuilder("sleep", "60").start();
        try {
            Process strace = attach(any.pid());
            String word = firstWord(strace);
            end(strace);
            return hasAttached(word) ? null : word;
        } catch (IOException notInstalled) {
            return String.valueOf(notInstalled.getMessage());
        } finally {
            any.destroyForcibly();
        }
    }

    /** It goes on to tell of each thread, until it ends. */
    private static Process attach(long pid) throws IOException {
        String trace = "trace=" + SYNCS;
        String inject = "inject=%s:delay_enter=%d".formatted(SYNCS, EACH_CALL.toNanos() / 1000);
        return new ProcessBuilder(
                        "strace",
                        "-f",
                        "-o",
                        "/dev/null",
                        "-e",
                        trace,
                        "-e",
                        inject,
                        "-p",
                        "" + pid)
                .start();
    }

    private static String firstWord(Process strace) throws IOException {
        String line = strace.errorReader().readLine();
        return line == null ? "strace says nothing" : line;
    }

    private static boolean hasAttached(String word) {
        return word.contains(" attached");
    }

    /** The process goes on as before; returns when it does. */
    @Override
    public void close() {
        end(strace);
    }

    private static void end(Process strace) {
        strace.toHandle().destroy(); // unlike Process.destroy it leaves the errors readable
        try {
            strace.onExit().orTimeout(DETACH_WITHIN_S, TimeUnit.SECONDS).join();
        } catch (CompletionException late) {
            throw new TortureFailed("strace did not let go of a process: " + late.getCause());
        }
    }
}
