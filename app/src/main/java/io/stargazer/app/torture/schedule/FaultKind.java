package io.stargazer.app.torture.schedule;

import java.util.Locale;

/** Everything that can be done. */
public enum FaultKind {
    KILL_LEADER(Family.KILL),
    KILL_FOLLOWER(Family.KILL),
    /** As when the power fails. */
    KILL_ALL(Family.KILL),
    FREEZE_LEADER(Family.STOP),
    FREEZE_FOLLOWER(Family.STOP),
    STOP_LEADER(Family.STOP),
    STOP_FOLLOWER(Family.STOP),
    TRANSFER_LEADER(Family.TRANSFER),
    CUT_LEADER(Family.PARTITION),
    CUT_FOLLOWER(Family.PARTITION),
    /** Nothing that the leader says arrives; it hears the others. */
    MUTE_LEADER(Family.PARTITION),
    /** The leader hears nothing; what it says arrives. */
    DEAF_LEADER(Family.PARTITION),
    /** Everything that one server says or hears comes late. */
    DELAY_LEADER(Family.PARTITION),
    KILL_EXECUTOR(Family.KILL),
    KILL_SUBMITTER(Family.KILL),
    /** Forcing data to its disk takes long. */
    SLOW_DISK_LEADER(Family.DISK),
    SLOW_DISK_FOLLOWER(Family.DISK);

    /** What is counted in the last line. */
    public enum Family {
        KILL,
        STOP,
        PARTITION,
        TRANSFER,
        DISK
    }

    private final Family family;

    FaultKind(Family family) {
        this.family = family;
    }

    public Family family() {
        return family;
    }

    /** As people write it: {@code kill-leader}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
