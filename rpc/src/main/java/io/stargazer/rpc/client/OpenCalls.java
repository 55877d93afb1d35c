package io.stargazer.rpc.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open calls of a connection, in slots: a call's id is its slot's number, from 1. A slot is
 * given again only after the provider has ended the call, so an answer can never meet the wrong
 * call. Event loop only.
 */
final class OpenCalls {

    private @Nullable OpenCall[] slots = new @Nullable OpenCall[64];
    private int[] free = new int[64];
    private int freed;
    private int used;
    private int size;

    /**
     * Gives the call a slot.
     *
     * @return the id, or 0 when {@code limit} calls are open
     */
    int open(OpenCall call, int limit) {
        if (size >= limit) {
            return 0;
        }
        int slot = freed > 0 ? free[--freed] : used++;
        if (slot >= slots.length) {
            slots = Arrays.copyOf(slots, slots.length * 2);
        }
        slots[slot] = call;
        size++;
        return slot + 1;
    }

    @Nullable OpenCall get(int id) {
        return id >= 1 && id <= used ? slots[id - 1] : null;
    }

    @Nullable OpenCall close(int id) {
        OpenCall call = get(id);
        if (call != null) {
            slots[id - 1] = null;
            if (freed == free.length) {
                free = Arrays.copyOf(free, freed * 2);
            }
            free[freed++] = id - 1;
            size--;
        }
        return call;
    }

    int size() {
        return size;
    }

    /** Highest id that was ever given. */
    int highest() {
        return used;
    }

    List<OpenCall> closeAll() {
        List<OpenCall> all = new ArrayList<>(size);
        for (int id = 1; id <= used; id++) {
            OpenCall call = close(id);
            if (call != null) {
                all.add(call);
            }
        }
        return all;
    }
}
