package io.stargazer.rpc.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Judges as the JDK does, and says in plain words why it refuses. Thread-safe. */
final class ClearTrust extends X509ExtendedTrustManager {

    private static final X509Certificate[] ANY = {};

    private final X509ExtendedTrustManager jdk;
    private final boolean isNarrow;

    /**
     * @param isNarrow whether clients are told which authorities we believe; those of the JDK are
     *     too many for that
     */
    ClearTrust(X509ExtendedTrustManager jdk, boolean isNarrow) {
        this.jdk = jdk;
        this.isNarrow = isNarrow;
    }

    private interface Check {
        void run() throws CertificateException;
    }

    /** Whether a chain is of our authorities and good for a client; says why not. */
    void requireClient(List<X509Certificate> chain) throws CertificateException {
        X509Certificate[] shown = chain.toArray(ANY);
        checkClientTrusted(shown, shown[0].getPublicKey().getAlgorithm());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        clearly(chain, () -> jdk.checkClientTrusted(chain, authType));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        clearly(chain, () -> jdk.checkClientTrusted(chain, authType, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        clearly(chain, () -> jdk.checkClientTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        clearly(chain, () -> jdk.checkServerTrusted(chain, authType));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
        named(chain, () -> jdk.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
        named(chain, () -> jdk.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return isNarrow ? jdk.getAcceptedIssuers() : ANY;
    }

    private static void clearly(X509Certificate[] chain, Check check) throws CertificateException {
        try {
            check.run();
        } catch (CertificateException refused) {
            throw new CertificateException(reason(chain[0], refused), refused);
        }
    }

    /** The authority has been checked before, so what is wrong now is the name. */
    private static void named(X509Certificate[] chain, Check check) throws CertificateException {
        try {
            check.run();
        } catch (CertificateException refused) {
            throw new CertificateException(
                    "the certificate of %s is for another name: %s"
                            .formatted(subject(chain[0]), refused.getMessage()),
                    refused);
        }
    }

    private static String reason(X509Certificate own, CertificateException refused) {
        for (@Nullable Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return "the certificate of %s, or of its authority, has expired: it is good until %s"
                        .formatted(subject(own), own.getNotAfter().toInstant());
            }
            if (cause instanceof CertificateNotYetValidException) {
                return "the certificate of %s, or of its authority, is not good before %s"
                        .formatted(subject(own), own.getNotBefore().toInstant());
            }
        }
        return "the certificate of %s, issued by %s, is not of an authority that is trusted here: %s"
                .formatted(
                        subject(own), own.getIssuerX500Principal().getName(), refused.getMessage());
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
