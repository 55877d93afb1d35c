package io.stargazer.rpc.stream;

/**
 * What an item takes of the credit that the receiver has given: one for every 4 KiB that it has
 * begun, so that credit bounds the bytes that wait, too. An item may leave when one is there,
 * however large it is; what is missing then is owed, and nothing follows until it has been given.
 */
final class Credit {

    private static final int UNIT_BYTES = 4 << 10;

    private Credit() {}

    static long takenBy(int itemBytes) {
        return Math.max(1, (itemBytes + UNIT_BYTES - 1L) / UNIT_BYTES);
    }
}
