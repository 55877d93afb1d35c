package io.stargazer.bench.log.servers;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Waits for what another process will do, looking often. */
public final class Patience {

    private static final long WITHIN_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_EVERY_MS = 2;

    private Patience() {}

    /** Something that may hold, or fail as long as it does not. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** What is waited for will never come. */
    public static final class Gone extends IOException {
        private static final long serialVersionUID = 1;

        public Gone(String what) {
            super(what);
        }
    }

    /** Looks until it holds, for a minute; what it throws meanwhile means that it does not yet. */
    public static void await(String what, Condition condition)
            throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        Exception last = null;
        while (System.nanoTime() - startNs < WITHIN_NS) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (InterruptedException | Gone e) {
                throw e;
            } catch (Exception e) {
                last = e; // not yet
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
        throw new IOException(what + " did not come within a minute", last);
    }
}
