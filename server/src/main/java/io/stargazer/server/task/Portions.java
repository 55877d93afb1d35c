package io.stargazer.server.task;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Cuts what is too much for one entry of the log. */
final class Portions {

    /** So much fits into an entry, with whatever is around it. */
    private static final int MOST_BYTES = 192 << 10;

    private Portions() {}

    /**
     * The same things in order, in as few lists as fit into entries; one that is too large by
     * itself is alone.
     *
     * @param sizeBytes what one takes at most
     */
    static <T> List<List<T>> of(List<T> things, ToIntFunction<T> sizeBytes) {
        List<List<T>> portions = new ArrayList<>(1);
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < things.size(); i++) {
            long size = sizeBytes.applyAsInt(things.get(i));
            if (bytes + size > MOST_BYTES && i > from) {
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
