package io.stargazer.app.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.tls.Tls;
import io.stargazer.rpc.tls.TlsRefused;
import io.stargazer.rpc.tls.TlsSettings;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority of a test's own, and what it signs; the JDK's keytool does the work. */
public final class Authority {

    /** For servers on the loopback address. */
    public static final String HERE = "san=ip:127.0.0.1";

    public static final char[] PASSWORD = "changeit".toCharArray();

    private static final String CERTIFICATE = "CERTIFICATE";
    private static final Base64.Encoder BASE64 =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private final Path folder;
    private final Path store;
    private final Path certificate;

    /** Makes one whose files are in the folder. */
    public Authority(Path folder, String name) throws Exception {
        this.folder = Files.createDirectories(folder.resolve(name));
        this.store = this.folder.resolve("store.p12");
        generate("authority", "-dname", "CN=" + name, "-ext", "bc:critical=ca:true");
        certificate = this.folder.resolve("authority.pem");
        Files.writeString(certificate, chainOf("authority"));
    }

    /** A certificate, the authority's behind it, and the key. */
    public record Issued(Path certificate, Path key) {

        /** Shown to others, of whom those of the authority are believed. */
        public TlsSettings trusting(Authority authority) {
            return authority.trusted().withCertificate(certificate, key);
        }

        /** Puts the files of another certificate in the place of these. */
        public void replaceBy(Issued other) throws Exception {
            Files.copy(other.certificate, certificate, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(other.key, key, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    public Path certificate() {
        return certificate;
    }

    /** Whoever believes this authority and has no certificate to show. */
    public TlsSettings trusted() {
        return TlsSettings.ON.withAuthorities(certificate);
    }

    /** The same, opened. */
    public Tls believer() throws TlsRefused {
        return Tls.open(trusted());
    }

    /** Signs a certificate for servers of this host. */
    public Issued issue(String name) throws Exception {
        return issue(name, "-ext", HERE);
    }

    /** Signs a certificate as keytool is told. */
    public Issued issue(String name, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("-dname", "CN=" + name, "-signer", "authority"));
        all.addAll(List.of(options));
        generate(name, all.toArray(new String[0]));
        Path chain = folder.resolve(name + ".pem");
        Path key = folder.resolve(name + ".key");
        Files.writeString(chain, chainOf(name));
        Files.writeString(key, pem("PRIVATE KEY", store().getKey(name, PASSWORD).getEncoded()));
        return new Issued(chain, key);
    }

    /** All that was made here. */
    public KeyStore store() throws Exception {
        KeyStore loaded = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            loaded.load(in, PASSWORD);
        }
        return loaded;
    }

    private void generate(String alias, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-J-XX:TieredStopAtLevel=1",
                                "-genkeypair",
                                "-alias",
                                alias,
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-keystore",
                                store.toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD)));
        command.addAll(List.of(options));
        Path output = folder.resolve("keytool.out");
        Process keytool =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).as("keytool ends").isTrue();
        assertThat(keytool.exitValue()).as(Files.readString(output)).isZero();
    }

    private String chainOf(String alias) throws Exception {
        StringBuilder text = new StringBuilder();
        for (Certificate each : store().getCertificateChain(alias)) {
            text.append(pem(CERTIFICATE, each.getEncoded()));
        }
        return text.toString();
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, BASE64.encodeToString(der), kind);
    }
}
