package io.stargazer.rpc.loop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Notices a dead connection (RP-2): after an interval without a frame it sends PING, after some
 * such intervals it gives up. Event loop only.
 */
public final class Heartbeat {

    private final Runnable ping;
    private final Runnable dead;
    private final int missedLimit;
    private final Future<?> timer;
    private boolean heard;
    private int missed;

    public Heartbeat(
            EventLoop loop, long intervalMs, int missedLimit, Runnable ping, Runnable dead) {
        this.ping = ping;
        this.dead = dead;
        this.missedLimit = missedLimit;
        this.timer =
                loop.scheduleAtFixedRate(this::tick, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
    }

    /** Any frame came. */
    public void heard() {
        heard = true;
    }

    public void stop() {
        timer.cancel(false);
    }

    private void tick() {
        if (heard) {
            heard = false;
            missed = 0;
        } else if (++missed >= missedLimit) {
            stop();
            dead.run();
        } else {
            ping.run();
        }
    }
}
