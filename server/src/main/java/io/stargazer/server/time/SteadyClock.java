package io.stargazer.server.time;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of day as a server believes it: that of the machine at the start, and from then on never
 * back and never far in one step (CL-2). Where the machine's clock is set to another time, this one
 * follows at a tenth more or less than the usual speed, so that nothing expires, or lives on, by a
 * wrong clock; who wants the new time at once starts the server again. Sleep of the whole machine
 * is no jump: that time did pass.
 *
 * <p>Thread-safe; cheap.
 */
public final class SteadyClock implements InstantSource {

    private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);

    /** Less is the usual drift of clocks and the usual pulling at them. */
    private static final long JUMP_NS = Duration.ofSeconds(1).toNanos();

    /** Follows by one nanosecond in so many. */
    private static final long RELUCTANCE = 10;

    /** What the machine can say of time. */
    public interface Machine {

        /** Milliseconds since 1970; may jump. */
        long wallMillis();

        /** Since some moment; stands still while the machine sleeps. */
        long nanos();

        /** Nanoseconds since the machine started, sleep included; negative if it cannot say. */
        long uptimeNanos();
    }

    private final Machine machine;
    private long lastNs;
    private long timeNs;

    /** What is to be added to the machine's duration to get its time of day. */
    private long offsetNs;

    private long sleepNs;

    /** Begins with the machine's time. */
    public SteadyClock(Machine machine) {
        this.machine = machine;
        this.lastNs = machine.nanos();
        this.timeNs = wallNs();
        this.offsetNs = timeNs - lastNs;
        this.sleepNs = machine.uptimeNanos() - lastNs;
    }

    static SteadyClock ofThisMachine() {
        LongSupplier uptime = Files.isReadable(Uptime.FILE) ? new Uptime() : () -> -1;
        return new SteadyClock(
                new Machine() {
                    @Override
                    public long wallMillis() {
                        return System.currentTimeMillis();
                    }

                    @Override
                    public long nanos() {
                        return System.nanoTime();
                    }

                    @Override
                    public long uptimeNanos() {
                        return uptime.getAsLong();
                    }
                });
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochSecond(0, nowNs());
    }

    @Override
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(nowNs());
    }

    private synchronized long nowNs() {
        long nowNs = machine.nanos();
        long passedNs = Math.max(0, nowNs - lastNs);
        lastNs += passedNs;
        long wallNs = wallNs();
        long jumpNs = wallNs - lastNs - offsetNs;
        if (Math.abs(jumpNs) > JUMP_NS) {
            timeNs += sleptNs(jumpNs);
        }
        offsetNs = wallNs - lastNs;
        long mostNs = passedNs / RELUCTANCE;
        timeNs += passedNs + Math.clamp(wallNs - timeNs - passedNs, -mostNs, mostNs);
        return timeNs;
    }

    /** How much of a jump is time that passed in sleep: all of it where nobody can say. */
    private long sleptNs(long jumpNs) {
        long uptimeNs = machine.uptimeNanos();
        long nowAsleepNs = uptimeNs - lastNs;
        long sleptNs = Math.max(0, uptimeNs < 0 ? jumpNs : nowAsleepNs - sleepNs);
        sleepNs = nowAsleepNs;
        if (Math.abs(jumpNs - sleptNs) > JUMP_NS) {
            LOG.warn(
                    "the clock of this machine was set by {} s: this server follows slowly, or at once when it is started again",
                    TimeUnit.NANOSECONDS.toSeconds(jumpNs - sleptNs));
        }
        return sleptNs;
    }

    private long wallNs() {
        return TimeUnit.MILLISECONDS.toNanos(machine.wallMillis());
    }

    /** Where Linux says how long the machine has been up. */
    private static final class Uptime implements LongSupplier {

        static final Path FILE = Path.of("/proc/uptime");

        @Override
        public long getAsLong() {
            try {
                String text = Files.readString(FILE);
                double seconds = Double.parseDouble(text.substring(0, text.indexOf(' ')));
                return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
            } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
                LOG.warn("{} cannot be read: how long this machine slept is unknown", FILE, e);
                return -1;
            }
        }
    }
}
