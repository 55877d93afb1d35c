package io.stargazer.server.task.executor;

import io.stargazer.server.task.live.ExecutorStatus;
import java.util.Locale;

/** What an executor is about, for people. */
public enum ExecutorPhase {
    /** It takes work. */
    WORKING,
    /** It finishes what it has and takes no more. */
    DRAINING,
    /** It was told to end, or to begin anew. */
    STOPPING,
    /** Its connection is broken; it may come back in a moment. */
    SILENT;

    public static ExecutorPhase of(ExecutorStatus executor) {
        if (executor.isAway()) {
            return SILENT;
        }
        return switch (executor.order()) {
            case CONTINUE -> WORKING;
            case DRAIN -> DRAINING;
            case STOP, RESTART -> STOPPING;
        };
    }

    /** As the interfaces have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
