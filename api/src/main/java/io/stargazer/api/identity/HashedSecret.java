package io.stargazer.api.identity;

import io.stargazer.api.Limits;
import io.stargazer.api.codec.Bytes;

/**
 * A secret as it is stored: never the secret itself (ID-3).
 *
 * @param scheme {@code sha256} for generated secrets of full strength, {@code pbkdf2-sha512} for
 *     passwords that people choose
 * @param iterations how often the hash was repeated, 1 for {@code sha256}
 * @param salt 16 random bytes; at most 256
 * @param hash the hash of salt and secret; at most 256 bytes
 */
public record HashedSecret(String scheme, int iterations, Bytes salt, Bytes hash) {

    public HashedSecret {
        Limits.text("hash scheme", scheme, 32);
        Limits.range("number of iterations", iterations, 1, 100_000_000);
        Limits.range("size of the salt", salt.size(), 0, 256);
        Limits.range("size of the hash", hash.size(), 0, 256);
    }

    @Override
    public String toString() {
        return "HashedSecret[" + scheme + "]";
    }
}
