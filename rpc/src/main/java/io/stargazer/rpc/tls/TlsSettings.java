package io.stargazer.rpc.tls;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether connections are encrypted, and with what. All files are PEM; they are read again while
 * the process runs.
 *
 * @param isOn whether TLS is spoken, and nothing else
 * @param certificate our own, followed by those between it and its authority; null for none, which
 *     is enough for whoever only connects to others
 * @param key of our certificate, PKCS #8 without a password
 * @param authorities whose certificates we believe; null for the authorities of the JDK
 * @param clients what our ports ask of those who connect
 */
public record TlsSettings(
        boolean isOn,
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable Path authorities,
        ClientCertificates clients) {

    /** Nothing is encrypted. */
    public static final TlsSettings OFF =
            new TlsSettings(false, null, null, null, ClientCertificates.NONE);

    /** Connects with TLS, believes the authorities of the JDK, has no certificate to show. */
    public static final TlsSettings ON =
            new TlsSettings(true, null, null, null, ClientCertificates.NONE);

    public TlsSettings {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("a TLS certificate and its key are given together");
        }
        boolean saysSomething =
                certificate != null || authorities != null || clients != ClientCertificates.NONE;
        if (!isOn && saysSomething) {
            throw new IllegalArgumentException("TLS is off, so it has no files and asks nobody");
        }
    }

    /**
     * From {@code STARGAZER_TLS_CERTIFICATE}, {@code STARGAZER_TLS_KEY}, {@code
     * STARGAZER_TLS_AUTHORITIES} and {@code STARGAZER_TLS_CLIENTS}. On when one of them is set, or
     * when {@code STARGAZER_TLS} is {@code on}; off when that is {@code off}.
     *
     * @param variable reads a variable of the environment
     * @throws IllegalArgumentException when they cannot be understood
     */
    public static TlsSettings fromEnvironment(Function<String, Optional<String>> variable) {
        Optional<Path> certificate = variable.apply("STARGAZER_TLS_CERTIFICATE").map(Path::of);
        Optional<Path> key = variable.apply("STARGAZER_TLS_KEY").map(Path::of);
        Optional<Path> authorities = variable.apply("STARGAZER_TLS_AUTHORITIES").map(Path::of);
        Optional<String> clients = variable.apply("STARGAZER_TLS_CLIENTS");
        boolean isGiven =
                certificate.isPresent()
                        || key.isPresent()
                        || authorities.isPresent()
                        || clients.isPresent();
        String wanted = variable.apply("STARGAZER_TLS").orElse(isGiven ? "on" : "off");
        return switch (wanted) {
            case "off" -> OFF;
            case "on" ->
                    new TlsSettings(
                            true,
                            certificate.orElse(null),
                            key.orElse(null),
                            authorities.orElse(null),
                            ClientCertificates.parse(
                                    clients.orElse(ClientCertificates.NONE.word())));
            default ->
                    throw new IllegalArgumentException(
                            "STARGAZER_TLS is on or off, not '" + wanted + "'");
        };
    }

    public TlsSettings withCertificate(Path certificateFile, Path keyFile) {
        return new TlsSettings(true, certificateFile, keyFile, authorities, clients);
    }

    public TlsSettings withAuthorities(Path changed) {
        return new TlsSettings(true, certificate, key, changed, clients);
    }

    public TlsSettings withClients(ClientCertificates changed) {
        return new TlsSettings(true, certificate, key, authorities, changed);
    }
}
