package io.stargazer.sim.world;

import io.stargazer.server.log.LogMachine;
import java.io.IOException;
import java.io.InputStream;

/** Tells the history of every entry before the machine applies it, and the trace of the rest. */
final class RecordedMachine implements LogMachine {

    private final LogMachine machine;
    private final SimWorld world;
    private final String server;
    private int restorations;
    private long leadsSinceNs;
    private long followsSinceNs;

    RecordedMachine(LogMachine machine, SimWorld world, String server) {
        this.machine = machine;
        this.world = world;
        this.server = server;
    }

    int restorations() {
        return restorations;
    }

    long leadsSinceNs() {
        return leadsSinceNs;
    }

    /** When it ceased to lead, negative while it leads. */
    long followsSinceNs() {
        return followsSinceNs;
    }

    @Override
    public void apply(long index, byte[] entry) {
        History history = world.history();
        long before = history.revision();
        history.applied(index, entry);
        for (long revision = before + 1; revision <= history.revision(); revision++) {
            world.trace().note(server + " " + revision + " " + history.decided(revision));
        }
        machine.apply(index, entry);
    }

    @Override
    public View view() {
        return machine.view();
    }

    @Override
    public void restore(long index, InputStream snapshot) throws IOException {
        world.trace().note(server + " takes a snapshot of entry " + index);
        restorations++;
        machine.restore(index, snapshot);
    }

    @Override
    public void leading(boolean leading) {
        world.trace().note(server + (leading ? " leads" : " does not lead"));
        if (leading) {
            leadsSinceNs = world.clock().nowNs();
            followsSinceNs = -1;
        } else {
            followsSinceNs = world.clock().nowNs();
        }
        machine.leading(leading);
    }

    @Override
    public void failed(String sentence, Throwable cause) {
        machine.failed(sentence, cause);
    }
}
