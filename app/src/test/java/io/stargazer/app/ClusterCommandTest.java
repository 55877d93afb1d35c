package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.stargazer.app.CommandLineRun.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stargazer cluster}: what is asked of the servers and shown of them (CL-1, CL-2). */
final class ClusterCommandTest {

    private static final String MEMBERS = "/api/v1/cluster/members";

    @TempDir Path home;

    private RecordedServer server;

    @BeforeEach
    void start_server() throws IOException {
        server = new RecordedServer();
    }

    @AfterEach
    void stop_server() {
        server.close();
    }

    @Test
    void status_shows_who_leads_and_who_is_away() {
        server.on("GET " + MEMBERS, Recordings.MEMBERS);
        assertThat(run("cluster", "status"))
                .isEqualTo(
                        new Result(
                                0,
                                """
                                s2 leads 3 servers; the loss of 0 is survived
                                SERVER  ADDRESS        ROLE      REACHABLE
                                s1      10.0.0.1:6600  follower  yes
                                s2      10.0.0.2:6600  leader    yes
                                s3      10.0.0.3:6600  follower  no
                                The loss of one more stops the cluster: bring back who is away, or add servers until there are three.
                                """,
                                ""));
        assertThat(line().in(Locale.CHINA).run("cluster", "status").out())
                .isEqualTo(
                        """
                        s2 领导 3 台服务器；可失去 0 台
                        服务器  地址           角色  可达
                        s1      10.0.0.1:6600  跟随  是
                        s2      10.0.0.2:6600  领导  是
                        s3      10.0.0.3:6600  跟随  否
                        再失去一台集群就会停止：请恢复不可达的服务器，并至少有三台。
                        """);
    }

    @Test
    void status_for_programs_is_the_document_or_the_ids() throws IOException {
        server.on("GET " + MEMBERS, Recordings.MEMBERS);
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(run("cluster", "status", "--json").out()))
                .isEqualTo(json.readTree(Recordings.MEMBERS));
        assertThat(run("cluster", "status", "--quiet").out()).isEqualTo("s1\ns2\ns3\n");
    }

    @Test
    void two_servers_and_no_leader_are_said() {
        server.on(
                "GET " + MEMBERS,
                "{\"leader\":\"\",\"tolerates\":0,\"items\":[{\"id\":\"s1\"},{\"id\":\"s2\"}]}");
        assertThat(run("cluster", "status").out())
                .contains("No server leads at the moment.")
                .contains("add servers until there are three");
    }

    @Test
    void invitation_prints_the_command_that_starts_the_server() {
        server.on(
                "POST " + MEMBERS,
                """
                {"server":"s2","join":"http://10.0.0.1:6600","token":"sg1.x","expiresAt":"2026-11-20T13:00:00Z"}\
                """);
        String command =
                "STARGAZER_JOIN_TOKEN=sg1.x stargazer server --join http://10.0.0.1:6600 --data-dir s2";
        assertThat(run("cluster", "add", "s2").out())
                .isEqualTo(
                        """
                        Start the server s2 on its machine with:
                            %s
                        The invitation is good until 13:00:00, once.
                        """
                                .formatted(command));
        assertThat(run("cluster", "add", "s2", "--quiet").out()).isEqualTo(command + "\n");
        assertThat(server.requests().getLast().body()).isEqualTo("{\"server\":\"s2\"}");
    }

    @Test
    void invitation_waits_until_the_server_votes() {
        server.on("POST " + MEMBERS, "{\"server\":\"s3\"}")
                .on("GET " + MEMBERS, Recordings.members("http://a:1"))
                .on("GET " + MEMBERS, Recordings.MEMBERS);
        Result result = run("cluster", "add", "s3", "--wait", "1m");
        assertThat(result.out()).endsWith("The server s3 votes now; the cluster has 3 servers.\n");
        assertThat(result.err()).isEqualTo("Waiting for s3 to come ...\n");
        assertThat(run("cluster", "add", "s9", "--wait", "0").status()).isEqualTo(6);
    }

    @Test
    void removal_asks_for_the_name() {
        server.on("DELETE " + MEMBERS + "/s3", 204, "");
        assertThat(run("cluster", "remove", "s3").status()).isEqualTo(2);
        assertThat(line().onTerminal().typing("s2\n").run("cluster", "remove", "s3").status())
                .isEqualTo(2);
        assertThat(server.requests()).isEmpty();
        assertThat(line().onTerminal().typing("s3\n").run("cluster", "remove", "s3").out())
                .contains("The server s3 is no longer in the cluster.");
        assertThat(run("cluster", "remove", "s3", "--yes", "--quiet").out()).isEqualTo("s3\n");
    }

    @Test
    void lead_is_handed_over() {
        server.on("POST /api/v1/cluster/leader", 204, "");
        assertThat(run("cluster", "transfer-leader", "s3").out())
                .isEqualTo("The server s3 leads now.\n");
        assertThat(server.requests().getLast().body()).isEqualTo("{\"server\":\"s3\"}");
    }

    @Test
    void refusals_have_their_exit_status_and_an_advice() {
        server.onError("POST " + MEMBERS, 403, "PERMISSION_DENIED", "identity.forbidden", "no")
                .onError(
                        "DELETE " + MEMBERS + "/s9",
                        404,
                        "NOT_FOUND",
                        "cluster.unknown-member",
                        "there is no server 's9' in the cluster")
                .onError(
                        "DELETE " + MEMBERS + "/s1",
                        409,
                        "CONFLICT",
                        "cluster.last-member",
                        "the server 's1' is the only one: without it there is no cluster");
        assertThat(run("cluster", "add", "s4").status()).isEqualTo(4);
        assertThat(run("cluster", "remove", "s9", "-y"))
                .isEqualTo(
                        new Result(
                                3,
                                "",
                                """
                                stargazer: there is no server 's9' in the cluster
                                See who is there: stargazer cluster status
                                """));
        assertThat(run("cluster", "remove", "s1", "-y"))
                .isEqualTo(
                        new Result(
                                7,
                                "",
                                """
                                stargazer: the server 's1' is the only one: without it there is no cluster
                                Add another first: stargazer cluster add NAME
                                """));
    }

    private CommandLineRun line() {
        return new CommandLineRun(home)
                .with("STARGAZER_SERVER", server.url())
                .with("STARGAZER_TOKEN", "t-0");
    }

    private Result run(String... arguments) {
        return line().run(arguments);
    }
}
