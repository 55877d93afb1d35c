package io.stargazer.server.log.ratis;

import java.nio.charset.StandardCharsets;

/** Text as items of an entry, and back. */
final class Items {

    private Items() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] item) {
        return new String(item, StandardCharsets.UTF_8);
    }
}
