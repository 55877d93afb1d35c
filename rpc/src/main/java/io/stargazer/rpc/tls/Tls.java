package io.stargazer.rpc.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS as it is in force at the moment (ID-5): what new connections begin with. {@link #refresh}
 * reads the files again; connections that live are not touched. Thread-safe; {@link #open} and
 * {@link #refresh} block, the others do not.
 */
public final class Tls {

    /** TLS 1.2 for those who know no newer. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** Nothing is encrypted. */
    public static final Tls OFF = new Tls(TlsSettings.OFF, null, null);

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    /**
     * What holds together.
     *
     * @param port judges those who connect to us
     * @param accepting what accepted connections begin with
     * @param connecting what our own connections begin with
     */
    private record Current(
            TlsMaterial material,
            X509ExtendedTrustManager port,
            SSLContext accepting,
            SSLContext connecting) {}

    private final TlsSettings settings;
    private volatile @Nullable Current current;
    private @Nullable TlsFiles seen;
    private String complaint = "";

    private Tls(TlsSettings settings, @Nullable TlsFiles seen, @Nullable TlsMaterial material) {
        this.settings = settings;
        this.seen = seen;
        this.current = material == null ? null : inForce(material);
    }

    /**
     * Reads the files.
     *
     * @throws TlsRefused saying what is wrong with which
     */
    public static Tls open(TlsSettings settings) throws TlsRefused {
        if (!settings.isOn()) {
            return OFF;
        }
        TlsFiles files = TlsFiles.read(settings);
        return new Tls(settings, files, TlsMaterial.of(settings, files));
    }

    private Current inForce(TlsMaterial material) {
        X509ExtendedTrustManager port =
                settings.clients() == ClientCertificates.NONE
                        ? new AnyClient(material.trust())
                        : material.trust();
        return new Current(
                material, port, material.context(port), material.context(material.trust()));
    }

    public boolean isOn() {
        return settings.isOn();
    }

    /** Whether there is a certificate to show, without which no port can be opened. */
    public boolean hasCertificate() {
        return settings.certificate() != null;
    }

    /** What our ports ask of those who connect. */
    public ClientCertificates clients() {
        return settings.clients();
    }

    /** When our own certificate expires; {@link Instant#MAX} when there is none. */
    public Instant expires() {
        Current now = current;
        return now == null ? Instant.MAX : now.material().expires();
    }

    /**
     * Reads the files again. What cannot be used is told in the log, once, and changes nothing:
     * what was in force stays so.
     *
     * @return whether something else is in force now
     */
    public synchronized boolean refresh() {
        TlsFiles before = seen;
        if (before == null) {
            return false;
        }
        try {
            TlsFiles files = TlsFiles.read(settings);
            if (files.isSame(before)) {
                return false;
            }
            seen = files;
            TlsMaterial material = TlsMaterial.of(settings, files);
            current = inForce(material);
            complaint = "";
            LOG.info("new TLS certificates are in force, good until {}", material.expires());
            return true;
        } catch (TlsRefused e) {
            String sentence = String.valueOf(e.getMessage());
            if (!sentence.equals(complaint)) {
                complaint = sentence;
                LOG.error("TLS goes on with the certificates that it has: {}", sentence);
            }
            return false;
        }
    }

    /** Lets a connection that we make begin with TLS; the other must be who it is named. */
    public void enterAsClient(Channel channel, String host, int port, Duration patience) {
        Current now = current;
        if (now == null) {
            return;
        }
        SSLEngine engine = now.connecting().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(PROTOCOLS.toArray(new String[0]));
        engine.setSSLParameters(parameters);
        add(channel, engine, patience);
    }

    /** Lets a connection that we accepted begin with TLS if that is on, else without. */
    public void enterAsServer(Channel channel, Duration patience) {
        Current now = current;
        channel.pipeline().addLast(new Threshold(now != null));
        if (now == null) {
            return;
        }
        SSLEngine engine = now.accepting().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS.toArray(new String[0]));
        if (settings.clients() == ClientCertificates.REQUIRED) {
            parameters.setNeedClientAuth(true);
        } else {
            parameters.setWantClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        add(channel, engine, patience);
    }

    private static void add(Channel channel, SSLEngine engine, Duration patience) {
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(patience.toMillis());
        channel.pipeline().addLast("ssl", handler);
    }

    /** For an HTTP client; null when TLS is off. */
    public @Nullable SSLContext context() {
        Current now = current;
        return now == null ? null : now.connecting();
    }

    /** What shows our certificate on a port that others open for us. */
    public X509KeyManager keys() {
        return Objects.requireNonNull(required().material().keys(), "there is no certificate");
    }

    /** What judges those who connect to such a port. */
    public X509ExtendedTrustManager portTrust() {
        return required().port();
    }

    /**
     * Whether a certificate that a client has shown is of our authorities, at this moment.
     *
     * @throws CertificateException saying why not
     */
    public void requireTrusted(List<X509Certificate> chain) throws CertificateException {
        if (chain.isEmpty()) {
            throw new CertificateException("it has shown no certificate");
        }
        required().material().trust().requireClient(chain);
    }

    private Current required() {
        return Objects.requireNonNull(current, "TLS is off");
    }

    /** What the other side of a channel has shown, not judged yet; empty without TLS. */
    public static List<X509Certificate> shownOn(Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        List<X509Certificate> shown = new ArrayList<>();
        if (handler == null) {
            return shown;
        }
        try {
            for (Certificate each : handler.engine().getSession().getPeerCertificates()) {
                if (each instanceof X509Certificate certificate) {
                    shown.add(certificate);
                }
            }
        } catch (SSLPeerUnverifiedException nothingShown) {
            return List.of();
        }
        return shown;
    }
}
