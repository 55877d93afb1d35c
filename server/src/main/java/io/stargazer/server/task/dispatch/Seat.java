package io.stargazer.server.task.dispatch;

/** The places that an executor has for one type. */
final class Seat {

    final Worker worker;
    final TypeQueue type;
    private final int places;
    private int used;

    /** Whether the type knows that it may be free. */
    boolean isListed;

    /** How long ago the worker was given something, as far as the type knows. */
    long lastGiven;

    Seat(Worker worker, TypeQueue type, int places) {
        this.worker = worker;
        this.type = type;
        this.places = places;
        worker.unusedSeats += countsIfUnused();
    }

    boolean isUsed() {
        return used > 0;
    }

    int free() {
        return places - used;
    }

    /**
     * Whether one more may begin here. A type that has something here leaves a place for each other
     * type that has nothing, of at most half of all places: so one that hangs cannot stop the
     * others (TK-12).
     */
    boolean canTake() {
        if (used >= places || !worker.takesWork()) {
            return false;
        }
        return worker.free() > (used == 0 ? 0 : worker.reserved());
    }

    /** Nothing is reserved for a type that the executor does not handle any more. */
    private int countsIfUnused() {
        return places > 0 ? 1 : 0;
    }

    void take() {
        if (used++ == 0) {
            worker.unusedSeats -= countsIfUnused();
        }
        worker.outstanding++;
    }

    void giveBack() {
        if (--used == 0) {
            worker.unusedSeats += countsIfUnused();
        }
        worker.outstanding--;
    }
}
