package io.stargazer.sdk.task.execute;

import io.stargazer.sdk.task.log.OwnLog;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts that were told to stop and run. A handler need not heed that, but people ask: it is said
 * once of each that takes long. Where that is wanted, one that takes even longer costs its process
 * its life: nothing else ends a thread. Thread-safe.
 */
final class StoppedAttempts {

    private static final Logger LOG = LoggerFactory.getLogger(StoppedAttempts.class);

    private final Duration heedWithin;
    private final Duration killAfter;
    private final OwnLog log;
    private final Set<Attempt> stopped = ConcurrentHashMap.newKeySet();
    private final Set<Attempt> unheeding = ConcurrentHashMap.newKeySet();

    StoppedAttempts(ExecutorOptions options, OwnLog log) {
        this.heedWithin = options.heedWithin();
        this.killAfter = options.killAfter();
        this.log = log;
    }

    void add(Attempt attempt) {
        stopped.add(attempt);
    }

    boolean isEmpty() {
        return stopped.isEmpty();
    }

    /** How many run on although they were stopped a while ago. */
    int unheeding() {
        return unheeding.size();
    }

    void look() {
        stopped.forEach(this::look);
    }

    private void look(Attempt attempt) {
        long unheedingNs = attempt.unheedingNs();
        if (unheedingNs == 0) {
            stopped.remove(attempt);
            unheeding.remove(attempt);
        } else if (unheedingNs > heedWithin.toNanos() && unheeding.add(attempt)) {
            String sentence =
                    "%s was cancelled %d ms ago and runs on: %s"
                            .formatted(
                                    attempt.held(), unheedingNs / 1_000_000, attempt.whereabouts());
            LOG.warn(sentence);
            log.add(sentence);
        } else if (!killAfter.isZero() && unheedingNs > heedWithin.plus(killAfter).toNanos()) {
            LOG.error("{} heeds nothing: this process ends, others do what it had", attempt.held());
            Runtime.getRuntime().halt(ExecutorOptions.KILLED);
        }
    }
}
