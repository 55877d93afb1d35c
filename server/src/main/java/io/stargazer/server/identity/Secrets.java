package io.stargazer.server.identity;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.identity.HashedSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Makes, hashes and checks secrets (ID-3). A generated secret has 256 random bits, so one round of
 * SHA-256 is all it needs; a password is chosen by a person and gets PBKDF2 with many rounds (NIST
 * SP 800-132, OWASP's count for SHA-512). Thread-safe. Checks take the same time whether the secret
 * is right or not.
 */
public final class Secrets {

    /** Shorter ones are refused where people or programs choose them. */
    public static final int MIN_CHARS = 12;

    private static final String GENERATED = "sha256";
    private static final String CHOSEN = "pbkdf2-sha512";
    private static final int PASSWORD_ITERATIONS = 210_000;
    private static final int AUTO_REGISTERED_ITERATIONS = 10_000;
    private static final int SALT_BYTES = 16;

    private final RandomGenerator random;

    public Secrets() {
        this(new SecureRandom());
    }

    /**
     * For a world that must be the same twice.
     *
     * @param random a {@link SecureRandom} wherever secrets matter
     */
    public Secrets(RandomGenerator random) {
        this.random = random;
    }

    /** A new secret of 256 random bits, 43 characters. */
    public String generate() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(32));
    }

    /** For a secret made by {@link #generate}. */
    public HashedSecret hashGenerated(String secret) {
        return hash(GENERATED, 1, randomBytes(SALT_BYTES), secret);
    }

    /**
     * For a password. Takes some 100 ms of CPU.
     *
     * @throws Rejected {@code identity.weak-secret} when it is too short
     */
    public HashedSecret hashPassword(String password) {
        return hashChosen(password, PASSWORD_ITERATIONS);
    }

    /**
     * For a secret that somebody made up for an application that registers itself, during
     * development: it is checked at every connection, so it takes 5 ms only.
     *
     * @throws Rejected {@code identity.weak-secret} when it is too short
     */
    public HashedSecret hashAutoRegistered(String secret) {
        return hashChosen(secret, AUTO_REGISTERED_ITERATIONS);
    }

    private HashedSecret hashChosen(String secret, int iterations) {
        if (secret.length() < MIN_CHARS) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "identity.weak-secret",
                    "a secret or password has at least " + MIN_CHARS + " characters");
        }
        return hash(CHOSEN, iterations, randomBytes(SALT_BYTES), secret);
    }

    /** Whether this is the secret behind the hash. An empty one never is. */
    public boolean matches(HashedSecret stored, String secret) {
        if (secret.isEmpty()) {
            return false;
        }
        HashedSecret offered =
                hash(stored.scheme(), stored.iterations(), stored.salt().toArray(), secret);
        return MessageDigest.isEqual(offered.hash().toArray(), stored.hash().toArray());
    }

    private static HashedSecret hash(String scheme, int iterations, byte[] salt, String secret) {
        try {
            byte[] hash =
                    switch (scheme) {
                        case GENERATED -> sha256(salt, secret);
                        case CHOSEN -> pbkdf2(iterations, salt, secret);
                        default -> throw new IllegalStateException("unknown hash scheme " + scheme);
                    };
            return new HashedSecret(scheme, iterations, Bytes.of(salt), Bytes.of(hash));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has these algorithms", e);
        }
    }

    private static byte[] sha256(byte[] salt, String secret) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(salt);
        return digest.digest(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] pbkdf2(int iterations, byte[] salt, String secret)
            throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(secret.toCharArray(), salt, iterations, 256);
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                .generateSecret(spec)
                .getEncoded();
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
