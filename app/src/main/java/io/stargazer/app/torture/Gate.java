package io.stargazer.app.torture;

/** One direction between two servers: bytes pass, pass late, or wait. Thread-safe. */
final class Gate {

    private boolean isShut;
    private long delayMs;

    /** What wants to pass waits from now on; nothing is lost, as with TCP. */
    synchronized void shut() {
        isShut = true;
    }

    synchronized void delay(long newDelayMs) {
        delayMs = newDelayMs;
    }

    /** As it was at first. */
    synchronized void open() {
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
