package io.stargazer.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.sdk.Eventually;
import io.stargazer.app.sdk.Greeter;
import io.stargazer.sdk.Stargazer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CL-2: applications that know one of three servers, while another takes the lead. */
@Timeout(180)
class FollowTheLeaderTest {

    @TempDir Path folder;
    private LocalCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = new LocalCluster(folder, 3);
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void an_application_that_is_told_of_a_follower_finds_the_leader() {
        Stargazer provider = cluster.connect("provider", "s2");
        assertThat(provider.isConnected()).isTrue();
        provider.provide("greeter", Greeter.class, name -> "hello " + name);
        Stargazer consumer = cluster.connect("consumer", "s3");
        assertThat(consumer.consume("greeter", Greeter.class).greet("you")).isEqualTo("hello you");
    }

    @Test
    void sessions_calls_and_watches_outlive_a_lead_that_is_handed_over() {
        outlive(() -> cluster.transferTo("s2"));
    }

    @Test
    void sessions_calls_and_watches_outlive_a_leader_that_stops() throws Exception {
        outlive(() -> cluster.stop("s1"));
        assertThat(cluster.leader()).isIn("s2", "s3");
        cluster.start("s1");
        Stargazer late = cluster.connect("late", "s1");
        assertThat(late.watch("greeter").registrations()).hasSize(2);
    }

    @Test
    void sessions_calls_and_watches_outlive_the_replacement_of_all_servers_one_by_one() {
        List<String> acknowledged = new ArrayList<>();
        outlive(() -> {
            for (String id : List.of("s2", "s1", "s3")) {
                create("before-" + id, acknowledged);
                cluster.stop(id);
                create("without-" + id, acknowledged);
                startAgain(id);
            }
        });
        create("after", acknowledged);
        String known = cluster.request("GET", "/api/v1/namespaces", "").json().toString();
        assertThat(known).contains(acknowledged);
    }

    private void create(String namespace, List<String> acknowledged) {
        Eventually.holds(
                namespace + " is made",
                () ->
                        List.of(204, 409)
                                .contains(
                                        cluster.request(
                                                        "POST",
                                                        "/api/v1/namespaces",
                                                        "{\"name\":\"" + namespace + "\"}")
                                                .status()));
        acknowledged.add(namespace);
    }

    /** As the same version would be installed again. */
    private void startAgain(String id) {
        try {
            cluster.start(id);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void outlive(Runnable loss) {
        Survival.check(cluster::connect, loss);
    }
}
