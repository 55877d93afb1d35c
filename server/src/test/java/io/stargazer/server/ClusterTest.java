package io.stargazer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.server.RunningServer.Answer;
import io.stargazer.server.log.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CL-1, CL-2 through the one port: invitation, admission, leader, removal. */
@Timeout(120)
class ClusterTest {

    @TempDir Path folder;

    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    @AfterEach
    void close() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    private <T extends AutoCloseable> T closing(T server) {
        started.push(server);
        return server;
    }

    private RunningServer first() throws Exception {
        return closing(RunningServer.start(folder.resolve("s1"), config -> config));
    }

    /** Starts an invited server and waits until it votes. */
    private StargazerServer join(RunningServer first, String id) throws Exception {
        return closing(joined(folder, first, id));
    }

    static StargazerServer joined(Path folder, RunningServer first, String id) throws Exception {
        StargazerServer joined = starting(folder, first.port(), invite(first, id), id);
        await(joined::isReady);
        return joined;
    }

    private static String invite(RunningServer first, String id) throws Exception {
        Answer invitation = first.post("/api/v1/cluster/members", "{\"server\":\"" + id + "\"}");
        assertThat(invitation.status()).as(invitation.body()).isEqualTo(200);
        return invitation.json().path("token").asText();
    }

    private StargazerServer starting(int port, String token, String id) throws Exception {
        return starting(folder, port, token, id);
    }

    private static StargazerServer starting(Path folder, int port, String token, String id)
            throws Exception {
        return StargazerServer.start(
                ServerConfig.in(folder.resolve(id))
                        .withAddress("127.0.0.1", 0)
                        .withCluster(
                                new ServerConfig.Cluster("", "http://127.0.0.1:" + port, token)),
                (sentence, cause) -> {
                    throw new AssertionError(sentence, cause);
                });
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not within 30 s").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void one_server_becomes_three_and_what_was_there_is_known_to_all() throws Exception {
        RunningServer first = first();
        first.post("/api/v1/namespaces", "{\"name\":\"before\"}");
        StargazerServer second = join(first, "s2");
        StargazerServer third = join(first, "s3");
        Answer members = first.get("/api/v1/cluster/members");
        assertThat(members.json().findValuesAsText("id")).containsExactly("s1", "s2", "s3");
        assertThat(members.json().path("leader").asText()).isEqualTo("s1");
        assertThat(members.json().path("tolerates").asInt()).isEqualTo(1);
        assertThat(second.id()).isEqualTo("s2");
        String hash = first.get("/api/v1/status").json().path("stateHash").asText();
        for (StargazerServer follower : new StargazerServer[] {second, third}) {
            await(() -> hash.equals(stateHash(first, follower)));
        }
    }

    private static String stateHash(RunningServer first, StargazerServer other) {
        try {
            return first.getAt(other.url(), "/api/v1/status").json().path("stateHash").asText();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void follower_sends_requests_to_the_leader_and_answers_for_itself() throws Exception {
        RunningServer first = first();
        StargazerServer second = join(first, "s2");
        Answer elsewhere = first.getAt(second.url(), "/api/v1/namespaces?x=1");
        assertThat(elsewhere.status()).isEqualTo(307);
        assertThat(elsewhere.header("location"))
                .isEqualTo("http://127.0.0.1:" + first.port() + "/api/v1/namespaces?x=1");
        assertThat(elsewhere.code()).isEqualTo("cluster.not-leader");
        assertThat(first.getAt(second.url(), "/health/ready").status()).isEqualTo(200);
        assertThat(first.getAt(second.url(), "/api/v1/status").json().path("server").asText())
                .isEqualTo("s2");
    }

    @Test
    void invitation_is_for_one_name_and_no_other_token_is_one() throws Exception {
        RunningServer first = first();
        String token = invite(first, "s2");
        closing(starting(first.port(), token, "s2"));
        await(() -> members(first) == 2);
        assertThatThrownBy(() -> starting(first.port(), token, "again"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("the server 's2' is in the cluster already");
        assertThatThrownBy(() -> starting(first.port(), first.adminToken(), "s3"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("no invitation");
        assertThat(first.post("/api/v1/cluster/members", "{\"server\":\"s2\"}").code())
                .isEqualTo("cluster.member-exists");
        assertThat(first.post("/api/v1/cluster/members", "{\"server\":\"S 2\"}").code())
                .isEqualTo("name.illegal");
    }

    private static int members(RunningServer first) {
        try {
            return first.get("/api/v1/cluster/members").json().path("items").size();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void an_invitation_opens_nothing_but_the_admission() throws Exception {
        RunningServer first = first();
        String token = invite(first, "s2");
        assertThat(first.send("GET", "/api/v1/namespaces", token, "").status()).isEqualTo(401);
    }

    @Test
    void lead_is_handed_over_and_the_last_server_stays() throws Exception {
        RunningServer first = first();
        assertThat(
                        first.send("DELETE", "/api/v1/cluster/members/s1", first.adminToken(), "")
                                .code())
                .isEqualTo("cluster.last-member");
        assertThat(first.post("/api/v1/cluster/leader", "{\"server\":\"s9\"}").code())
                .isEqualTo("cluster.unknown-member");
        StargazerServer second = join(first, "s2");
        Answer handed = first.post("/api/v1/cluster/leader", "{\"server\":\"s2\"}");
        assertThat(handed.status()).as(handed.body()).isEqualTo(204);
        await(second::leads);
        await(() -> canLogIn(first, second));
        Answer removed =
                first.sendAt(
                        second.url(),
                        "DELETE",
                        "/api/v1/cluster/members/s1",
                        first.adminToken(),
                        "");
        assertThat(removed.status()).as(removed.body()).isEqualTo(204);
        assertThat(second.others()).isEmpty();
    }

    /** It has never led before, so nobody knew its key. */
    private static boolean canLogIn(RunningServer first, StargazerServer at) {
        String admin = "{\"user\":\"admin\",\"password\":\"" + RunningServer.PASSWORD + "\"}";
        try {
            return first.sendAt(at.url(), "POST", "/api/v1/login", "", admin).status() == 200;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void server_that_is_cut_off_answers_only_who_takes_an_old_answer() throws Exception {
        RunningServer first = first();
        StargazerServer second = join(first, "s2");
        first.post("/api/v1/namespaces", "{\"name\":\"kept\"}");
        await(() -> stale(first, second).body().contains("kept"));
        first.stop();
        await(() -> status(first, second, "/api/v1/namespaces") == 503);
        for (String path :
                new String[] {
                    "namespaces", "applications", "services", "services?namespace=kept", "map"
                }) {
            String asked = "/api/v1/" + path;
            assertThat(status(first, second, asked)).as(path).isEqualTo(503);
            String mark = path.contains("?") ? "&" : "?";
            assertThat(status(first, second, asked + mark + "stale=true")).as(path).isEqualTo(200);
        }
        assertThat(status(first, second, "/api/v1/services/kept/none?stale=true")).isEqualTo(404);
        Answer old = stale(first, second);
        assertThat(old.json().findValuesAsText("name")).contains("kept");
        assertThat(Long.parseLong(old.header("stargazer-revision"))).isPositive();
    }

    private static Answer stale(RunningServer first, StargazerServer other) {
        return ask(first, other, "/api/v1/namespaces?stale=true");
    }

    private static int status(RunningServer first, StargazerServer other, String path) {
        return ask(first, other, path).status();
    }

    private static Answer ask(RunningServer first, StargazerServer other, String path) {
        try {
            return first.getAt(other.url(), path);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void secret_of_the_cluster_is_for_the_owner_only() throws Exception {
        first();
        Path key = folder.resolve("s1").resolve("cluster-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    @Test
    void server_that_knows_no_cluster_to_join_says_so() throws Exception {
        RunningServer first = first();
        int port = first.port();
        first.close();
        assertThatThrownBy(() -> starting(port, "sg1.x.y", "s2"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("no server of the cluster answers");
    }
}
