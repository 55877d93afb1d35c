package io.stargazer.server.peer;

import io.stargazer.api.codec.Sink;
import io.stargazer.server.identity.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that makes servers one cluster: 32 random bytes, in a file of every one of them. With
 * it a server proves to another who it is, without a clock and before it knows anything else. It is
 * never printed.
 */
public final class ClusterKey {

    private static final String FILE = "cluster-key";
    private static final int BYTES = 32;
    private static final int FINGERPRINT_BYTES = 8;
    private static final String MAC = "HmacSHA256";

    private final byte[] secret;

    private ClusterKey(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a cluster key has 32 bytes");
        }
        this.secret = secret;
    }

    /** The key of a cluster that begins. */
    public static ClusterKey generate(SecureRandom random) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return new ClusterKey(secret);
    }

    /**
     * As {@link #text} wrote it.
     *
     * @throws IllegalArgumentException when it is not a key
     */
    public static ClusterKey parse(String text) {
        return new ClusterKey(Base64.getDecoder().decode(text));
    }

    /** For the file, and for a server that has been invited; for nobody else. */
    public String text() {
        return Base64.getEncoder().encodeToString(secret);
    }

    /** Whether there is a key in the data directory. */
    public static boolean isIn(Path dataDirectory) {
        return Files.exists(dataDirectory.resolve(FILE));
    }

    /** Reads the key of the data directory. */
    public static ClusterKey load(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve(FILE);
        try {
            return parse(Files.readString(file).strip());
        } catch (IllegalArgumentException e) {
            throw new IOException("the cluster key in " + file + " is damaged", e);
        }
    }

    /** Keeps the key, for the owner's eyes only; whole or not at all. */
    public void save(Path dataDirectory) throws IOException {
        SecretFile.write(dataDirectory.resolve(FILE), List.of(text()));
    }

    /** Names the cluster without telling its secret: 16 hexadecimal digits. */
    public String fingerprint() {
        Sink sink = new Sink();
        sink.string("stargazer cluster 1");
        return HexFormat.of().formatHex(mac(sink), 0, FINGERPRINT_BYTES);
    }

    /** Proves to one server who another is, and where. */
    byte[] proof(String from, String address, String to) {
        Sink sink = new Sink();
        sink.string("stargazer peer 1");
        sink.string(from);
        sink.string(address);
        sink.string(to);
        return mac(sink);
    }

    private byte[] mac(Sink sink) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret, MAC));
            return mac.doFinal(sink.toArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + MAC, e);
        }
    }

    /** Takes the same time whether it is right or wrong. */
    boolean isProof(byte[] offered, String from, String address, String to) {
        return MessageDigest.isEqual(offered, proof(from, address, to));
    }

    @Override
    public String toString() {
        return "ClusterKey[32 bytes]";
    }
}
