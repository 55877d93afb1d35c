package io.stargazer.rpc.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM text (RFC 7468); what stands around the blocks is not looked at. */
final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \\1-----");

    private final Path file;
    private final String text;

    Pem(Path file, byte[] content) {
        this.file = file;
        this.text = new String(content, StandardCharsets.ISO_8859_1);
    }

    /** All certificates, in their order; at least one. */
    List<X509Certificate> certificates() throws TlsRefused {
        List<X509Certificate> found = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).equals("CERTIFICATE")) {
                found.add(certificate(decoded(blocks.group(2))));
            }
        }
        if (found.isEmpty()) {
            throw new TlsRefused("the file " + file + " has no certificate in it");
        }
        return found;
    }

    private X509Certificate certificate(byte[] der) throws TlsRefused {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new TlsRefused(
                    "a certificate in " + file + " cannot be understood: " + e.getMessage());
        }
    }

    /** The private key that belongs to a public one. */
    PrivateKey key(PublicKey belongsTo) throws TlsRefused {
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            switch (blocks.group(1)) {
                case "PRIVATE KEY" -> {
                    return key(decoded(blocks.group(2)), belongsTo.getAlgorithm());
                }
                case "ENCRYPTED PRIVATE KEY" ->
                        throw unusable("is protected by a password that nobody could be asked for");
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> throw unusable("is not PKCS #8");
                default -> {}
            }
        }
        throw new TlsRefused("the file " + file + " has no private key in it");
    }

    private TlsRefused unusable(String why) {
        return new TlsRefused(
                "the private key in %s %s: 'openssl pkcs8 -topk8 -nodes -in %s' makes one that can be used"
                        .formatted(file, why, file));
    }

    /** What goes wrong here may quote the key, so it is not handed on. */
    private PrivateKey key(byte[] der, String algorithm) throws TlsRefused {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new TlsRefused(
                    "the private key in %s cannot be understood, or is no %s key like its certificate's"
                            .formatted(file, algorithm));
        }
    }

    private byte[] decoded(String base64) throws TlsRefused {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new TlsRefused("the file " + file + " is damaged: it is not Base64");
        }
    }
}
