package io.stargazer.sdk;

import java.security.SecureRandom;

/** Names that nobody else has: 80 random bits in lower-case letters and digits. */
final class RandomNames {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final char[] ALPHABET = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();

    private RandomNames() {}

    static String next(String prefix) {
        StringBuilder name = new StringBuilder(prefix);
        for (int i = 0; i < 16; i++) {
            name.append(ALPHABET[RANDOM.nextInt(ALPHABET.length)]);
        }
        return name.toString();
    }
}
