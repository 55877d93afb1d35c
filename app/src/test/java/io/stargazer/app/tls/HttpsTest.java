package io.stargazer.app.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.CommandLineRun;
import io.stargazer.app.CommandLineRun.Result;
import io.stargazer.app.terminal.ExitCode;
import io.stargazer.app.tls.Authority.Issued;
import io.stargazer.rpc.tls.ClientCertificates;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ID-5, UI-2: the command line and a server that speaks TLS. */
@Timeout(120)
class HttpsTest {

    @TempDir static Path folder;
    static Authority authority;
    static Issued own;
    static EncryptedServer server;

    @BeforeAll
    static void start() throws Exception {
        authority = new Authority(folder, "ours");
        own = authority.issue("server");
        server =
                EncryptedServer.first(
                        folder.resolve("data"),
                        own.trusting(authority).withClients(ClientCertificates.REQUIRED));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static CommandLineRun line() {
        return new CommandLineRun(folder).with("STARGAZER_TOKEN", server.token());
    }

    /** With a certificate to show. */
    private static CommandLineRun known() {
        return line().with("STARGAZER_TLS_CERTIFICATE", own.certificate().toString())
                .with("STARGAZER_TLS_KEY", own.key().toString());
    }

    private static String ca() {
        return authority.certificate().toString();
    }

    @Test
    void the_authority_comes_from_a_flag_or_from_the_environment() {
        String url = server.server().url();
        Result flag = known().run("namespace", "list", "--server", url, "--ca", ca());
        assertThat(flag.status()).as(flag.err()).isZero();
        assertThat(flag.out()).contains("default");
        assertThat(known().with("STARGAZER_CA", ca()).run("status", "--server", url).status())
                .isZero();
        assertThat(
                        known().with("STARGAZER_TLS_AUTHORITIES", ca())
                                .run("status", "--server", url)
                                .status())
                .isZero();
    }

    @Test
    void server_that_is_not_believed_is_not_asked() {
        Result result = known().run("status", "--server", server.server().url());
        assertThat(result.status()).isEqualTo(ExitCode.UNREACHABLE.number());
        assertThat(result.err())
                .contains("no secure connection", "not of an authority that is trusted here")
                .contains("--ca FILE");
    }

    @Test
    void name_in_the_address_must_be_that_of_the_certificate() {
        Result result =
                known().run(
                                "status",
                                "--server",
                                "https://localhost:" + server.port(),
                                "--ca",
                                ca());
        assertThat(result.status()).isEqualTo(ExitCode.UNREACHABLE.number());
        assertThat(result.err()).contains("is for another name", "localhost");
    }

    @Test
    void server_that_wants_a_certificate_says_so() {
        Result result = line().run("status", "--server", server.server().url(), "--ca", ca());
        assertThat(result.status()).isEqualTo(ExitCode.UNREACHABLE.number());
        assertThat(result.err()).contains("it wants a certificate");
    }

    @Test
    void address_without_encryption_is_told_about_it() {
        Result result = line().run("status", "--server", "http://127.0.0.1:" + server.port());
        assertThat(result.status()).isEqualTo(ExitCode.USAGE.number());
        assertThat(result.err())
                .contains("this port speaks TLS only")
                .contains("https://host:6600", "--ca");
    }

    @Test
    void file_that_cannot_be_read_is_named() {
        Result result =
                line().run("status", "--server", server.server().url(), "--ca", "/none.pem");
        assertThat(result.status()).isEqualTo(ExitCode.USAGE.number());
        assertThat(result.err()).contains("/none.pem", "cannot be read");
    }
}
