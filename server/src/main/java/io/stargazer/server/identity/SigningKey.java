package io.stargazer.server.identity;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.identity.Token;
import io.stargazer.api.identity.VerificationKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * This server's private key for tokens, in a file that only its user may read. It never leaves this
 * machine; the cluster knows its public half (ID-3).
 */
final class SigningKey {

    private final String id;
    private final Bytes publicKey;
    private final PrivateKey privateKey;

    private SigningKey(Bytes publicKey, PrivateKey privateKey) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(publicKey.toArray());
        this.id = HexFormat.of().formatHex(digest, 0, 8);
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    String id() {
        return id;
    }

    VerificationKey verificationKey(long nowMs) {
        return new VerificationKey(id, publicKey, nowMs, 0);
    }

    String sign(Token.Claims claims) {
        return Token.sign(claims, privateKey);
    }

    /** The key in the file, or a new one written to it. */
    static SigningKey loadOrCreate(Path file) throws IOException {
        if (Files.exists(file)) {
            return load(file);
        }
        SigningKey fresh = generate();
        fresh.save(file);
        return fresh;
    }

    /** A new key, in memory only. */
    static SigningKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SigningKey(Bytes.of(pair.getPublic().getEncoded()), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", e);
        }
    }

    /** Keeps this key in the file instead of the one before, whole or not at all. */
    void save(Path file) throws IOException {
        SecretFile.write(
                file, List.of(encode(publicKey.toArray()), encode(privateKey.getEncoded())));
    }

    private static SigningKey load(Path file) throws IOException {
        try {
            List<String> lines = Files.readAllLines(file);
            byte[] publicKey = Base64.getDecoder().decode(lines.get(0));
            byte[] privateKey = Base64.getDecoder().decode(lines.get(1));
            return new SigningKey(
                    Bytes.of(publicKey),
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new PKCS8EncodedKeySpec(privateKey)));
        } catch (GeneralSecurityException
                | IllegalArgumentException
                | IndexOutOfBoundsException e) {
            throw new IOException("the token key in " + file + " is damaged", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
