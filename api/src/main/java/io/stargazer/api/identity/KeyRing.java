package io.stargazer.api.identity;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The public keys a server or provider knows, replaced as a whole when they change. Thread-safe and
 * immutable.
 */
public final class KeyRing {

    private record Entry(PublicKey key, long retiresMs) {}

    private final Map<String, Entry> byId;

    public KeyRing(List<VerificationKey> keys) {
        byId =
                keys.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        VerificationKey::id,
                                        key -> new Entry(decode(key), key.retiresMs())));
    }

    /**
     * Verifies a token against these keys, as {@link Token#verify}; also refuses one signed after
     * its key was retired.
     */
    public Token.Claims verify(String token, long nowMs) {
        Token.Claims claims =
                Token.verify(
                        token,
                        id -> {
                            Entry entry = byId.get(id);
                            return entry == null ? null : entry.key();
                        },
                        nowMs);
        Entry entry = byId.get(claims.keyId());
        if (entry != null && entry.retiresMs() > 0 && claims.issuedMs() > entry.retiresMs()) {
            throw new Rejected(
                    Status.UNAUTHENTICATED,
                    "token.foreign",
                    "the token was signed with a key that had been retired");
        }
        return claims;
    }

    private static PublicKey decode(VerificationKey key) {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(key.publicKey().toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the key " + key.id() + " is not an Ed25519 public key", e);
        }
    }
}
