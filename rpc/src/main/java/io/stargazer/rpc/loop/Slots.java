package io.stargazer.rpc.loop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Things by number, such as the open calls of a connection by their ids: a thing's number is its
 * slot's, from 1. A slot is given again only after it was closed, so an answer can never meet the
 * wrong call. A thing may have many slots and tells them apart by its tags. Event loop only.
 */
public final class Slots<T> {

    private static final int FIRST_SIZE = 64;

    private @Nullable Object[] things = new @Nullable Object[FIRST_SIZE];
    private int[] tags = new int[FIRST_SIZE];
    private int[] free = new int[FIRST_SIZE];
    private int freed;
    private int used;
    private int size;

    /**
     * Gives the thing a slot.
     *
     * @param tag what the thing knows this slot by
     * @return the number, or 0 when {@code limit} slots are taken
     */
    public int open(T thing, int tag, int limit) {
        if (size >= limit) {
            return 0;
        }
        int slot = freed > 0 ? free[--freed] : used++;
        if (slot >= things.length) {
            things = Arrays.copyOf(things, things.length * 2);
            tags = Arrays.copyOf(tags, tags.length * 2);
        }
        things[slot] = thing;
        tags[slot] = tag;
        size++;
        return slot + 1;
    }

    @SuppressWarnings("unchecked") // Only open puts something there.
    public @Nullable T get(int number) {
        return number >= 1 && number <= used ? (T) things[number - 1] : null;
    }

    /** The tag of an open slot. */
    public int tag(int number) {
        return tags[number - 1];
    }

    public @Nullable T close(int number) {
        T thing = get(number);
        if (thing != null) {
            free(number);
        }
        return thing;
    }

    /**
     * Closes this slot if it is the thing's.
     *
     * @return its tag, or -1 when it is not
     */
    @SuppressWarnings("ReferenceEquality") // A slot is of one thing, not of its like.
    public int close(int number, T thing) {
        if (number < 1 || number > used || things[number - 1] != thing) {
            return -1;
        }
        free(number);
        return tags[number - 1];
    }

    private void free(int number) {
        things[number - 1] = null;
        if (freed == free.length) {
            free = Arrays.copyOf(free, freed * 2);
        }
        free[freed++] = number - 1;
        size--;
    }

    /** Slots that are taken. */
    public int size() {
        return size;
    }

    /** Highest number that was ever given. */
    public int highest() {
        return used;
    }

    /** What was in the slots, once for each. */
    public List<T> closeAll() {
        List<T> all = new ArrayList<>(size);
        for (int number = 1; number <= used; number++) {
            T thing = close(number);
            if (thing != null) {
                all.add(thing);
            }
        }
        return all;
    }
}
