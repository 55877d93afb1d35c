package io.stargazer.api.identity;

import io.stargazer.api.Limits;
import io.stargazer.api.codec.Bytes;

/**
 * The public half of a server's token key. Private halves never leave the server that made them; to
 * rotate, a server publishes a new key, signs with it from then on, and the old one is kept until
 * the last token it signed has expired (ID-3).
 *
 * @param id the first 16 hex digits of the key's SHA-256
 * @param publicKey X.509 encoded Ed25519 key; at most 1,024 bytes
 * @param createdMs milliseconds since 1970
 * @param retiresMs tokens signed after this moment are refused; 0 while it is in use
 */
public record VerificationKey(String id, Bytes publicKey, long createdMs, long retiresMs) {

    public VerificationKey {
        Limits.text("key id", id, 64);
        Limits.range("size of the public key", publicKey.size(), 0, 1024);
    }
}
