package io.stargazer.server.task.plane;

/**
 * The fences of attempts at ephemeral tasks, which the log never sees. Each is greater than those
 * of earlier attempts at the task, also of those that an earlier leader gave out: that was at a
 * smaller revision.
 *
 * <pre>
 *   01 | 46 bits revision of the log | 16 bits number of the fence, of this task here
 * </pre>
 */
public final class EphemeralFence {

    private static final long MARK = 1L << 62;
    private static final int NUMBER_BITS = 16;

    private EphemeralFence() {}

    /**
     * A fence.
     *
     * @param revision that the log has reached
     * @param number greater for each of a task; a task has a few hundred at most
     */
    public static long of(long revision, int number) {
        return MARK + (revision << NUMBER_BITS) + number;
    }

    public static boolean is(long fence) {
        return fence >= MARK;
    }
}
