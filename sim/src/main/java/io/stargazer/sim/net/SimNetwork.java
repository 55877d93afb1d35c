package io.stargazer.sim.net;

import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The wires between all that live, by name. A wire may be cut in one direction only. One thread.
 */
public final class SimNetwork {

    private static final Duration QUICKEST = Duration.ofNanos(20_000);

    private final SimRandom random;
    private final Set<Wire> cut = new HashSet<>(); // asked for, never walked through
    private final List<Runnable> listeners = new ArrayList<>();
    private Weather weather = Weather.FINE;

    private record Wire(String from, String to) {}

    public SimNetwork(SimRandom random) {
        this.random = random;
    }

    /** From the next message on. */
    public void weather(Weather now) {
        weather = now;
    }

    /** Runs after every cut and every repair. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    public boolean isOpen(String from, String to) {
        return cut.isEmpty() || !cut.contains(new Wire(from, to));
    }

    /** Whether the two can talk. */
    public boolean isOpenBothWays(String one, String other) {
        return isOpen(one, other) && isOpen(other, one);
    }

    /** Nothing gets from the one to the other any more. */
    public void cut(String from, String to) {
        if (!from.equals(to) && cut.add(new Wire(from, to))) {
            changed();
        }
    }

    /** All wires are whole again. */
    public void repair() {
        if (!cut.isEmpty()) {
            cut.clear();
            changed();
        }
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    /**
     * Carries a message, if at all, to a process: it dies with that, and waits while it is frozen.
     */
    public void send(String from, String to, SimProcess receiver, Runnable message) {
        if (!isOpen(from, to) || random.chance(weather.lost())) {
            return;
        }
        receiver.after(transit(), message);
        if (random.chance(weather.twice())) {
            receiver.after(transit(), message);
        }
    }

    private Duration transit() {
        return random.between(QUICKEST, weather.slowest());
    }

    /** Long enough for a message and its answer, most of the time. */
    public Duration patience() {
        return weather.slowest().multipliedBy(2).plusMillis(50);
    }
}
