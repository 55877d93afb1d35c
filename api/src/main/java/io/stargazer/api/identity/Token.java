package io.stargazer.api.identity;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Codec;
import io.stargazer.api.codec.Malformed;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A signed statement of who somebody is, good until it expires: {@code sg1.CLAIMS.SIGNATURE}, both
 * parts base64url without padding. The claims are a {@link Claims} record in its binary form; the
 * Ed25519 signature covers everything before the second dot. There is one algorithm and so nothing
 * to confuse. Anyone with the public keys verifies it without asking a server (ID-2).
 */
public final class Token {

    private static final String PREFIX = "sg1.";
    private static final int MAX_CHARS = 8192;
    private static final Codec<Claims> CODEC = Codec.of(Claims.class);

    private Token() {}

    /**
     * What a token says.
     *
     * @param keyId the {@link VerificationKey} to verify with
     * @param principal who it is about
     * @param issuedMs milliseconds since 1970
     * @param expiresMs milliseconds since 1970; not good at or after this moment
     */
    public record Claims(String keyId, Principal principal, long issuedMs, long expiresMs) {}

    /** Signs the claims. */
    public static String sign(Claims claims, PrivateKey key) {
        String signed = PREFIX + base64(CODEC.encode(claims));
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", e);
        }
    }

    /**
     * Verifies a token.
     *
     * @param keys finds a public key by its id, null when it is not known
     * @param nowMs milliseconds since 1970
     * @throws Rejected {@code token.malformed}, {@code token.foreign} or {@code token.expired}, all
     *     UNAUTHENTICATED
     */
    public static Claims verify(
            String token, Function<String, @Nullable PublicKey> keys, long nowMs) {
        int dot = token.lastIndexOf('.');
        if (!token.startsWith(PREFIX) || dot <= PREFIX.length() || token.length() > MAX_CHARS) {
            throw refused("token.malformed", "this is not a token of this platform");
        }
        Claims claims = readClaims(token.substring(PREFIX.length(), dot));
        PublicKey key = keys.apply(claims.keyId());
        if (key == null || !isSignedBy(key, token.substring(0, dot), token.substring(dot + 1))) {
            throw refused("token.foreign", "the token was not signed by a server of this cluster");
        }
        if (nowMs >= claims.expiresMs()) {
            throw refused("token.expired", "the token has expired: log in again");
        }
        return claims;
    }

    private static Claims readClaims(String encoded) {
        try {
            return CODEC.decode(Base64.getUrlDecoder().decode(encoded));
        } catch (IllegalArgumentException | Malformed | Rejected e) {
            throw refused("token.malformed", "this is not a token of this platform");
        }
    }

    private static boolean isSignedBy(PublicKey key, String signed, String encodedSignature) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            byte[] bytes = Base64.getUrlDecoder().decode(encodedSignature);
            // The decoder forgives padding and stray last bits: one token has one spelling.
            return base64(bytes).equals(encodedSignature) && signature.verify(bytes);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false; // a signature of the wrong shape is not a signature
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Rejected refused(String code, String sentence) {
        return new Rejected(Status.UNAUTHENTICATED, code, sentence);
    }
}
