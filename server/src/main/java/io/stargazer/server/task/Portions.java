package io.stargazer.server.task;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Cuts what is too much for one entry of the log. */
final class Portions {

    /** So much in one entry suits those that wait behind it. */
    static final int USUAL_BYTES = 192 << 10;

    /** So much fits into an entry, with whatever is around it: what is to be whole. */
    static final int MOST_BYTES = 1152 << 10;

    private Portions() {}

    /**
     * The same things in order, in as few lists as fit into entries; one that is too large by
     * itself is alone.
     *
     * @param mostBytes of a list
     * @param sizeBytes what one takes at most
     */
    static <T> List<List<T>> of(List<T> things, int mostBytes, ToIntFunction<T> sizeBytes) {
        List<List<T>> portions = new ArrayList<>(1);
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < things.size(); i++) {
            long size = sizeBytes.applyAsInt(things.get(i));
            if (bytes + size > mostBytes && i > from) {
                portions.add(things.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        portions.add(from == 0 ? things : things.subList(from, things.size()));
        return portions;
    }
}
