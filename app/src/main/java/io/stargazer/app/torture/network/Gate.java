package io.stargazer.app.torture.network;

/** One direction between two servers: bytes pass, pass late, or wait. Thread-safe. */
public final class Gate {

    private boolean isShut;
    private long delayMs;

    /** What wants to pass waits from now on; nothing is lost, as with TCP. */
    public synchronized void shut() {
        isShut = true;
    }

    public synchronized void delay(long newDelayMs) {
        delayMs = newDelayMs;
    }

    /** As it was at first. */
    public synchronized void open() {
        isShut = false;
        delayMs = 0;
        notifyAll();
    }

    /** Blocks while shut, and for the delay. */
    void pass() throws InterruptedException {
        Thread.sleep(awaitOpen());
    }

    private synchronized long awaitOpen() throws InterruptedException {
        while (isShut) {
            wait();
        }
        return delayMs;
    }
}
