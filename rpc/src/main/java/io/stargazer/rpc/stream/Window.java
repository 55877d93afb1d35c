package io.stargazer.rpc.stream;

/**
 * How many items a publisher is asked for ahead: few while nothing is known of them, then as many
 * as fit into {@link #BYTES}, so that large items do not fill the memory and small ones flow. Used
 * by one thread at a time.
 */
final class Window {

    static final int BYTES = 1 << 20;

    private static final int FIRST_GUESS_BYTES = 64 << 10;

    private final int most;
    private int typicalBytes = FIRST_GUESS_BYTES;

    /**
     * A window that has seen no item.
     *
     * @param most items, however small they are
     */
    Window(int most) {
        this.most = most;
    }

    /** An item passed. Growth is believed at once, shrinking over the next dozen. */
    void saw(int itemBytes) {
        typicalBytes = Math.max(itemBytes, (int) ((7L * typicalBytes + itemBytes) >> 3));
    }

    /** At least one. */
    int items() {
        return Math.clamp(BYTES / Math.max(1, typicalBytes), 1, most);
    }
}
