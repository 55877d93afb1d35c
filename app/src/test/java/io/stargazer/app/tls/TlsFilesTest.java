package io.stargazer.app.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.stargazer.app.tls.Authority.Issued;
import io.stargazer.rpc.tls.Tls;
import io.stargazer.rpc.tls.TlsRefused;
import io.stargazer.rpc.tls.TlsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** ID-5: which files are used, which are refused, and what is said about them. */
@Timeout(60)
class TlsFilesTest {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger(Tls.class);

    @TempDir static Path folder;
    static Authority authority;
    static Issued good;
    static Issued other;
    static Issued expired;

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    @BeforeAll
    static void issue() throws Exception {
        authority = new Authority(folder, "ours");
        good = authority.issue("good");
        other = authority.issue("other");
        expired = authority.issue("expired", "-startdate", "-10d", "-validity", "5");
    }

    @BeforeEach
    void listen() {
        said.start();
        LOG.addAppender(said);
    }

    @AfterEach
    void listenNoMore() {
        LOG.detachAppender(said);
    }

    private static void refuses(Path certificate, Path key, String... words) {
        TlsSettings settings = authority.trusted().withCertificate(certificate, key);
        assertThatThrownBy(() -> Tls.open(settings))
                .isInstanceOf(TlsRefused.class)
                .hasMessageContainingAll(words);
    }

    private static Path file(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Files of its own, as others are changed. */
    private static Issued copy(String name) throws Exception {
        Issued copy = new Issued(file(name + ".pem", ""), file(name + ".key", ""));
        copy.replaceBy(good);
        return copy;
    }

    @Test
    void files_that_cannot_be_used_are_named_with_a_reason() throws Exception {
        refuses(folder.resolve("none.pem"), good.key(), "none.pem", "cannot be read");
        refuses(good.key(), good.key(), "good.key", "no certificate in it");
        refuses(good.certificate(), good.certificate(), "good.pem", "no private key in it");
        refuses(good.certificate(), other.key(), "other.key", "is not that of the certificate");
        refuses(expired.certificate(), expired.key(), "expired.pem", "expired on");
        refuses(
                file("torn.pem", Files.readString(good.certificate()).substring(0, 200)),
                good.key(),
                "torn.pem",
                "no certificate in it");
        refuses(
                file("bad.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"),
                good.key(),
                "bad.pem",
                "cannot be understood");
    }

    @Test
    void keys_of_another_shape_are_refused_with_the_command_that_helps() throws Exception {
        String pkcs8 = Files.readString(good.key());
        refuses(
                good.certificate(),
                file("old.key", pkcs8.replace("PRIVATE KEY", "EC PRIVATE KEY")),
                "old.key",
                "openssl pkcs8 -topk8");
        refuses(
                good.certificate(),
                file("locked.key", pkcs8.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")),
                "locked.key",
                "password");
    }

    @Test
    void broken_files_leave_in_force_what_was_and_are_told_once() throws Exception {
        Issued shown = copy("shown");
        Tls tls = Tls.open(shown.trusting(authority));
        Instant expires = tls.expires();
        String key = Files.readString(shown.key());
        Files.writeString(shown.key(), key.substring(0, key.length() / 2));
        assertThat(tls.refresh()).isFalse();
        assertThat(tls.refresh()).isFalse();
        Files.delete(shown.certificate());
        assertThat(tls.refresh()).isFalse();
        assertThat(tls.refresh()).isFalse();
        assertThat(tls.expires()).isEqualTo(expires);
        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(2)
                .allMatch(line -> line.startsWith("TLS goes on with the certificates that it has"))
                .noneMatch(line -> line.contains(key.substring(40, 60)));
        shown.replaceBy(other);
        assertThat(tls.refresh()).as("what is whole again is used").isTrue();
    }

    @Test
    void files_that_did_not_change_change_nothing() throws Exception {
        Issued shown = copy("same");
        Tls tls = Tls.open(shown.trusting(authority));
        shown.replaceBy(good);
        assertThat(tls.refresh()).isFalse();
        assertThat(said.list).isEmpty();
    }

    @Test
    void expiry_is_that_of_our_own_certificate() throws Exception {
        Issued brief = authority.issue("brief", "-validity", "2");
        assertThat(Duration.between(Instant.now(), Tls.open(brief.trusting(authority)).expires()))
                .isBetween(Duration.ofDays(1), Duration.ofDays(2));
        assertThat(authority.believer().expires()).isEqualTo(Instant.MAX);
    }

    @Test
    void clients_are_judged_by_the_authorities_and_the_calendar() throws Exception {
        Tls tls = authority.believer();
        tls.requireTrusted(chain(authority, "good"));
        Authority stranger = new Authority(folder, "theirs");
        stranger.issue("intruder");
        assertThatThrownBy(() -> tls.requireTrusted(chain(stranger, "intruder")))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("not of an authority that is trusted here");
        assertThatThrownBy(() -> tls.requireTrusted(chain(authority, "expired")))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("has expired");
        assertThatThrownBy(() -> tls.requireTrusted(List.of()))
                .hasMessage("it has shown no certificate");
    }

    private static List<X509Certificate> chain(Authority of, String name) throws Exception {
        return new ArrayList<>(
                Arrays.stream(of.store().getCertificateChain(name))
                        .map(X509Certificate.class::cast)
                        .toList());
    }

    @Test
    void settings_are_read_from_the_environment() {
        assertThat(from(Map.of())).isEqualTo(TlsSettings.OFF);
        assertThat(from(Map.of("STARGAZER_TLS", "on"))).isEqualTo(TlsSettings.ON);
        assertThat(from(Map.of("STARGAZER_TLS_AUTHORITIES", "a.pem")))
                .isEqualTo(TlsSettings.ON.withAuthorities(Path.of("a.pem")));
        assertThat(
                        from(
                                Map.of(
                                        "STARGAZER_TLS", "off",
                                        "STARGAZER_TLS_AUTHORITIES", "a.pem")))
                .isEqualTo(TlsSettings.OFF);
        assertThatThrownBy(() -> from(Map.of("STARGAZER_TLS_CERTIFICATE", "c.pem")))
                .hasMessageContaining("given together");
        assertThatThrownBy(() -> from(Map.of("STARGAZER_TLS_CLIENTS", "some")))
                .hasMessageContaining("none, wanted or required");
        assertThatThrownBy(() -> from(Map.of("STARGAZER_TLS", "yes")))
                .hasMessageContaining("on or off");
    }

    private static TlsSettings from(Map<String, String> environment) {
        return TlsSettings.fromEnvironment(name -> Optional.ofNullable(environment.get(name)));
    }
}
