package io.stargazer.rpc.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What the files hold at one moment, checked: that they can be read, that the key is the
 * certificate's, that the certificate has not expired. Immutable; never printed.
 *
 * @param keys shows our certificate; null when we have none
 * @param trust judges those of others
 * @param expires when our own certificate does, or {@link Instant#MAX}
 */
record TlsMaterial(@Nullable X509KeyManager keys, ClearTrust trust, Instant expires) {

    private static final char[] NO_PASSWORD = {};

    /**
     * Reads the files.
     *
     * @param files as {@link TlsFiles#read}
     * @throws TlsRefused saying what is wrong with which
     */
    static TlsMaterial of(TlsSettings settings, TlsFiles files) throws TlsRefused {
        try {
            ClearTrust trust =
                    new ClearTrust(trust(settings, files), settings.authorities() != null);
            Path certificate = settings.certificate();
            Path key = settings.key();
            if (certificate == null || key == null) {
                return new TlsMaterial(null, trust, Instant.MAX);
            }
            List<X509Certificate> chain = new Pem(certificate, files.certificate()).certificates();
            X509Certificate own = chain.get(0);
            Instant expires = own.getNotAfter().toInstant();
            if (expires.isBefore(Instant.now())) {
                throw new TlsRefused(
                        "the certificate in " + certificate + " expired on " + expires);
            }
            PrivateKey secret = new Pem(key, files.key()).key(own.getPublicKey());
            if (!isPair(secret, own.getPublicKey())) {
                throw new TlsRefused(
                        "the key in %s is not that of the certificate in %s"
                                .formatted(key, certificate));
            }
            return new TlsMaterial(keys(secret, chain), trust, expires);
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsRefused("the JDK cannot use these certificates: " + e.getMessage());
        }
    }

    private static X509KeyManager keys(PrivateKey key, List<X509Certificate> chain)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(new X509Certificate[0]));
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509KeyManager keys) {
                return keys;
            }
        }
        throw new IllegalStateException("every JDK can show a certificate");
    }

    private static X509ExtendedTrustManager trust(TlsSettings settings, TlsFiles files)
            throws GeneralSecurityException, IOException, TlsRefused {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        Path authorities = settings.authorities();
        if (authorities == null) {
            factory.init((KeyStore) null);
        } else {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int count = 0;
            for (X509Certificate each : new Pem(authorities, files.authorities()).certificates()) {
                store.setCertificateEntry("authority-" + count++, each);
            }
            factory.init(store);
        }
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager trust) {
                return trust;
            }
        }
        throw new IllegalStateException("every JDK can judge certificates");
    }

    private static boolean isPair(PrivateKey key, PublicKey of)
            throws GeneralSecurityException, TlsRefused {
        String algorithm =
                switch (of.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    case "EdDSA" -> "EdDSA";
                    default ->
                            throw new TlsRefused(
                                    "certificates have RSA, EC or Ed25519 keys, not "
                                            + of.getAlgorithm());
                };
        byte[] probe = "stargazer".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(of);
        signature.update(probe);
        return signature.verify(signed);
    }

    /** What connections begin with. Its sessions are not taken up by those of other material. */
    SSLContext context(TrustManager judge) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            X509KeyManager shown = keys;
            context.init(
                    shown == null ? null : new KeyManager[] {shown},
                    new TrustManager[] {judge},
                    new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    @Override
    public String toString() {
        return "TlsMaterial[expires=" + expires + "]";
    }
}
