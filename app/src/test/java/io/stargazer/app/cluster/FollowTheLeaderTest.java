package io.stargazer.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.registry.Registration;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.app.sdk.Greeter;
import io.stargazer.app.sdk.Traffic;
import io.stargazer.sdk.Provision;
import io.stargazer.sdk.ServiceView;
import io.stargazer.sdk.Stargazer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

    private void outlive(Runnable loss) {
        Stargazer provider = cluster.connect("provider", "s1");
        Provision first = provider.provide("greeter", Greeter.class, name -> "hello " + name);
        Stargazer consumer = cluster.connect("consumer", "s1");
        ServiceView view = consumer.watch("greeter");
        List<Registration> before = view.registrations();
        assertThat(before).hasSize(1);
        List<List<Registration>> heard = new CopyOnWriteArrayList<>();
        view.onChange(changed -> heard.add(changed.registrations()));
        try (Traffic traffic = new Traffic(consumer.consume("greeter", Greeter.class))) {
            traffic.awaitMore(20);
            loss.run();
            traffic.awaitMore(50);
            Provision second =
                    cluster.connect("second", "s3")
                            .provide("greeter", Greeter.class, name -> "hello " + name);
            Eventually.holds("the watch goes on", () -> view.registrations().size() == 2);
            Eventually.holds("the provider is back", provider::isConnected);
            traffic.awaitMore(50);
            assertThat(traffic.failures()).isEmpty();
            assertThat(view.registrations())
                    .extracting(Registration::instance)
                    .containsExactlyInAnyOrder(first.instance(), second.instance());
        }
        assertThat(view.registrations()).as("the same session").containsAll(before);
        assertThat(heard)
                .as("neither gap nor repeat")
                .allSatisfy(list -> assertThat(list).containsAll(before))
                .filteredOn(list -> list.size() == 2)
                .hasSize(1);
    }
}
