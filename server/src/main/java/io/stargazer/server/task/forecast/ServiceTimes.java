package io.stargazer.server.task.forecast;

import io.stargazer.api.task.TaskType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long attempts at tasks take, by type, as measured by the leader from dispatch to end.
 * Bounded: about 5 KB a type, at most {@value #MOST_TYPES} types, of which the one that was not
 * measured for longest gives way. Any thread.
 */
public final class ServiceTimes {

    static final int MOST_TYPES = 2000;

    /** With fewer measurements nothing is predicted. */
    static final int FEWEST = 20;

    private final Map<TaskType, Measured> types = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Measured {
        private final MeasuredType measured = new MeasuredType();
        private int count;
        private @Nullable Durations known;
    }

    /**
     * An executor is done with an attempt.
     *
     * @param micros how long it took, microseconds
     */
    public synchronized void record(TaskType type, long micros) {
        Measured known = known(type);
        known.measured.add(micros);
        known.count = Math.min(known.count + 1, FEWEST);
        known.known = null;
    }

    /** An attempt was to no avail: it failed, was lost or took too long. */
    public synchronized void failed(TaskType type) {
        Measured known = known(type);
        known.measured.addFailure();
        known.known = null;
    }

    private Measured known(TaskType type) {
        Measured known = types.get(type);
        if (known == null) {
            known = new Measured();
            types.put(type, known);
            if (types.size() > MOST_TYPES) {
                types.remove(types.keySet().iterator().next());
            }
        }
        return known;
    }

    /** What is known of a type; null while that is too little to say anything. */
    synchronized @Nullable Durations of(TaskType type) {
        Measured known = types.get(type);
        if (known == null || known.count < FEWEST) {
            return null;
        }
        if (known.known == null) {
            known.known = known.measured.durations();
        }
        return known.known;
    }
}
