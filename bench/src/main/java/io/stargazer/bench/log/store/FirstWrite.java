package io.stargazer.bench.log.store;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client that knows all servers and nothing of who leads: it asks each of them again and again,
 * over connections that it has already, until one accepts a write.
 */
final class FirstWrite {

    private static final long PATIENCE_SECONDS = 60;
    private static final long PAUSE_MS = 2;

    private final List<Store> servers;
    private final CountDownLatch accepted = new CountDownLatch(1);
    private final AtomicLong acceptedNs = new AtomicLong();

    FirstWrite(List<Store> servers) {
        this.servers = servers;
    }

    /** When the write was acknowledged, in terms of {@link System#nanoTime()}. */
    long awaitNs() throws IOException, InterruptedException {
        List<Thread> askers =
                servers.stream()
                        .map(server -> Thread.ofVirtual().start(() -> ask(server)))
                        .toList();
        boolean inTime = accepted.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        askers.forEach(Thread::interrupt);
        for (Thread asker : askers) {
            asker.join();
        }
        if (!inTime) {
            throw new IOException("no write was accepted within " + PATIENCE_SECONDS + " s");
        }
        return acceptedNs.get();
    }

    private void ask(Store server) {
        while (accepted.getCount() > 0) {
            try {
                server.attempt();
                acceptedNs.compareAndSet(0, System.nanoTime());
                accepted.countDown();
            } catch (InterruptedException another) {
                return;
            } catch (Exception refused) {
                if (!paused()) {
                    return;
                }
            }
        }
    }

    private static boolean paused() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            return true;
        } catch (InterruptedException another) {
            return false;
        }
    }
}
