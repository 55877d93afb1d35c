package io.stargazer.app.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.stargazer.api.Rejected;
import io.stargazer.api.codec.Sink;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.app.tls.Authority.Issued;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.tls.Tls;
import io.stargazer.rpc.tls.TlsSettings;
import io.stargazer.server.ServerConfig;
import io.stargazer.server.StargazerServer;
import io.stargazer.server.log.StartRefused;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ID-5, CL-2: servers of one cluster show each other certificates. */
@Timeout(120)
class EncryptedClusterTest {

    @TempDir static Path folder;
    static Authority authority;
    static Issued first;
    static Issued second;

    @TempDir Path data;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @BeforeAll
    static void issue() throws Exception {
        authority = new Authority(folder, "ours");
        first = authority.issue("first");
        second = authority.issue("second");
    }

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        opened.push(resource);
        return resource;
    }

    private EncryptedServer first() throws Exception {
        return closing(EncryptedServer.first(data.resolve("s1"), first.trusting(authority)));
    }

    private StargazerServer join(EncryptedServer to, String scheme, TlsSettings tls)
            throws Exception {
        HttpResponse<String> invitation =
                to.post(authority.believer(), "/api/v1/cluster/members", "{\"server\":\"s2\"}");
        assertThat(invitation.statusCode()).as(invitation.body()).isEqualTo(200);
        assertThat(new ObjectMapper().readTree(invitation.body()).path("join").asText())
                .isEqualTo(to.server().url());
        String token = new ObjectMapper().readTree(invitation.body()).path("token").asText();
        String url = scheme + "://127.0.0.1:" + to.port();
        return closing(
                        new EncryptedServer(
                                data.resolve("s2"),
                                tls,
                                config ->
                                        config.withCluster(
                                                new ServerConfig.Cluster("", url, token))))
                .server();
    }

    @Test
    void two_servers_form_a_cluster_over_tls_and_know_the_same() throws Exception {
        EncryptedServer one = first();
        StargazerServer two = join(one, "https", second.trusting(authority));
        Eventually.holds("it votes", two::isReady);
        HttpResponse<String> made =
                one.post(authority.believer(), "/api/v1/namespaces", "{\"name\":\"shared\"}");
        assertThat(made.statusCode()).as(made.body()).isLessThan(300);
        assertThat(one.get(authority.believer(), "/api/v1/cluster/members").body())
                .contains("\"s1\"", "\"s2\"")
                .doesNotContain("\"reachable\":false");
    }

    @Test
    void servers_that_encrypt_and_servers_that_do_not_are_no_cluster() throws Exception {
        EncryptedServer one = first();
        assertThatThrownBy(() -> join(one, "http", second.trusting(authority)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("join them by https://");
        assertThatThrownBy(() -> join(one, "https", TlsSettings.OFF))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("this one needs a certificate as well");
        assertThatThrownBy(() -> join(one, "http", TlsSettings.OFF))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("this port speaks TLS only");
    }

    @Test
    void newcomer_does_not_send_its_invitation_to_a_server_it_does_not_believe() throws Exception {
        Authority stranger = new Authority(folder, "theirs");
        EncryptedServer one = first();
        assertThatThrownBy(() -> join(one, "https", second.trusting(stranger)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("not of an authority that is trusted here");
    }

    @Test
    void proof_of_the_cluster_is_not_enough_without_a_certificate() throws Exception {
        EncryptedServer one = first();
        assertThatThrownBy(() -> connect(one, authority.believer()))
                .cause()
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("must show a certificate of its authorities")
                .hasMessageContaining("it has shown no certificate");
        assertThat(connect(one, Tls.open(second.trusting(authority))).principal())
                .isEqualTo("server:s9");
    }

    /** As a server that knows the secret of the cluster. */
    private RpcConnection connect(EncryptedServer to, Tls tls) throws Exception {
        RpcClient client =
                closing(new RpcClient(RpcLimits.DEFAULT, CallObserver.NONE, 1, FastPath.NONE, tls));
        String secret = Files.readString(data.resolve("s1").resolve("cluster-key")).strip();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret), "HmacSHA256"));
        Sink said = new Sink();
        said.string("stargazer peer 1");
        said.string("s9");
        said.string("");
        said.string("s1");
        Sink shown = new Sink();
        shown.string("s9");
        shown.string("");
        shown.bytes(mac.doFinal(said.toArray()));
        return client.connect(
                        new Address("127.0.0.1", to.port()),
                        () -> new Credential(3, shown.toArray()))
                .get(30, TimeUnit.SECONDS);
    }

    @Test
    void cluster_goes_on_when_all_certificates_are_replaced() throws Exception {
        Issued own = authority.issue("s1-before");
        EncryptedServer one =
                closing(EncryptedServer.first(data.resolve("s1"), own.trusting(authority)));
        StargazerServer two = join(one, "https", authority.issue("s2").trusting(authority));
        Eventually.holds("it votes", two::isReady);
        own.replaceBy(authority.issue("s1-after"));
        Eventually.holds(
                "the new one is shown",
                () -> OnePortTest.shownBy(one, authority).equals("CN=s1-after"));
        two.close();
        StargazerServer again =
                closing(
                                new EncryptedServer(
                                        data.resolve("s2"),
                                        second.trusting(authority),
                                        config ->
                                                config.withAddress("127.0.0.1", two.port())
                                                        .withServerId("s2")))
                        .server();
        Eventually.holds("it is back", again::isReady);
        Eventually.holds("there is a leader", () -> one.server().isReady());
    }
}
