package io.stargazer.rpc.gadget;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hears of every gadget that comes to life. */
public final class Tripwire {

    private static final List<String> SPRUNG = new CopyOnWriteArrayList<>();

    private Tripwire() {}

    public static void spring(String how) {
        SPRUNG.add(how);
    }

    public static List<String> sprung() {
        return List.copyOf(SPRUNG);
    }

    public static void reset() {
        SPRUNG.clear();
    }
}
