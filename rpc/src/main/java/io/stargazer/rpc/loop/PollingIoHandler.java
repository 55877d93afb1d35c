package io.stargazer.rpc.loop;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.time.Duration;
import java.util.Arrays;

/**
 * An event loop's eyes: the sockets, as ever, and rings, which it has to look at by itself. When
 * there is nothing to do it may look for a while longer before it lets the machine put it to sleep.
 * Looking at a ring costs nanoseconds, at the sockets a system call, so rings are looked at more
 * often. Event loop only, but for {@link #wakeup} and {@link #isCompatible}.
 */
public final class PollingIoHandler implements IoHandler {

    /** Looks at the rings for each look at the sockets. */
    private static final int RINGS_PER_SOCKETS = 32;

    private static final int RINGS_PER_CLOCK = 8;

    private final IoHandler sockets;
    private final ThreadAwareExecutor loop;
    private final AdaptiveSpin spin;
    private final NoWait noWait = new NoWait();
    private Polled[] rings = {};
    private int looks;

    private PollingIoHandler(IoHandler sockets, ThreadAwareExecutor loop, Duration spin) {
        this.sockets = sockets;
        this.loop = loop;
        this.spin = new AdaptiveSpin(spin.toNanos());
    }

    /**
     * Adds polling to what an event loop does.
     *
     * @param spin how long to look at most before sleeping; zero to sleep at once
     */
    public static IoHandlerFactory around(IoHandlerFactory sockets, Duration spin) {
        return loop -> new PollingIoHandler(sockets.newHandler(loop), loop, spin);
    }

    @Override
    public int run(IoHandlerContext context) {
        try {
            return handle(context);
        } catch (InternalError unreachable) {
            boolean explained = false;
            for (Polled ring : rings) {
                explained |= ring.isLost();
            }
            if (!explained) {
                throw unreachable;
            }
            return 1;
        }
    }

    private int handle(IoHandlerContext context) {
        if (pollRings()) {
            return 1 + sometimesSockets(context);
        }
        if (!context.canBlock()) {
            return sometimesSockets(context);
        }
        long lookNs = spin.nextNs();
        if (lookNs > 0) {
            int handled = look(context, lookNs);
            if (handled > 0 || !context.canBlock()) {
                spin.found();
                return handled;
            }
            spin.inVain();
        }
        return sleep(context);
    }

    private boolean pollRings() {
        boolean found = false;
        for (Polled ring : rings) {
            found |= ring.poll();
        }
        return found;
    }

    private int sometimesSockets(IoHandlerContext context) {
        return isTimeForSockets(1) ? sockets.run(noWait.in(context)) : 0;
    }

    private boolean isTimeForSockets(int looksAtRings) {
        looks += looksAtRings;
        if (looks < RINGS_PER_SOCKETS && rings.length > 0) {
            return false;
        }
        looks = 0;
        return true;
    }

    /** Looks until something is there, also a task, or the time is over. */
    private int look(IoHandlerContext context, long lookNs) {
        long nowNs = System.nanoTime();
        long untilNs = nowNs + Math.min(lookNs, context.delayNanos(nowNs));
        do {
            for (int turn = 0; turn < RINGS_PER_CLOCK && rings.length > 0; turn++) {
                Thread.onSpinWait();
                if (pollRings()) {
                    return 1;
                }
            }
            if (isTimeForSockets(RINGS_PER_CLOCK)) {
                int handled = sockets.run(noWait.in(context));
                if (handled > 0) {
                    return handled;
                }
            }
        } while (context.canBlock() && System.nanoTime() - untilNs < 0);
        return 0;
    }

    private int sleep(IoHandlerContext context) {
        int asleep = 0;
        while (asleep < rings.length && rings[asleep].fallAsleep()) {
            asleep++;
        }
        int handled = 0;
        if (asleep == rings.length) {
            long beforeNs = System.nanoTime();
            handled = sockets.run(context);
            spin.slept(System.nanoTime() - beforeNs);
        }
        for (Polled ring : rings) {
            ring.wakeUp();
        }
        return pollRings() ? handled + 1 : handled;
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        if (!(handle instanceof Polled ring)) {
            return sockets.register(handle);
        }
        rings = Arrays.copyOf(rings, rings.length + 1);
        rings[rings.length - 1] = ring;
        return new Registration(ring);
    }

    private void forget(Polled ring) {
        rings = Arrays.stream(rings).filter(each -> !each.equals(ring)).toArray(Polled[]::new);
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return Polled.class.isAssignableFrom(handleType) || sockets.isCompatible(handleType);
    }

    @Override
    public void initialize() {
        sockets.initialize();
    }

    @Override
    public void wakeup() {
        sockets.wakeup();
    }

    @Override
    public void prepareToDestroy() {
        sockets.prepareToDestroy();
    }

    @Override
    public void destroy() {
        sockets.destroy();
    }

    /** A ring's place among those that are looked at. */
    private final class Registration implements IoRegistration {

        private final Polled ring;
        private boolean valid = true;

        private Registration(Polled ring) {
            this.ring = ring;
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // The interface says so.
        public <T> T attachment() {
            throw new UnsupportedOperationException("a ring has no attachment");
        }

        @Override
        public long submit(IoOps operations) {
            throw new UnsupportedOperationException("a ring is polled, always");
        }

        @Override
        public boolean isValid() {
            return valid;
        }

        @Override
        public boolean cancel() {
            if (!loop.isExecutorThread(Thread.currentThread())) {
                throw new IllegalStateException("a ring belongs to its event loop");
            }
            boolean was = valid;
            valid = false;
            forget(ring);
            return was;
        }
    }

    /** Lets the sockets be looked at without waiting. */
    private static final class NoWait implements IoHandlerContext {

        private IoHandlerContext around = this;

        private NoWait in(IoHandlerContext context) {
            around = context;
            return this;
        }

        @Override
        public boolean canBlock() {
            return false;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return -1;
        }

        @Override
        public boolean shouldReportActiveIoTime() {
            return around.shouldReportActiveIoTime();
        }

        @Override
        public void reportActiveIoTime(long activeNanos) {
            around.reportActiveIoTime(activeNanos);
        }
    }
}
