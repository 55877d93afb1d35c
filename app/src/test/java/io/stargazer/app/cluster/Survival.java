package io.stargazer.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.registry.Registration;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.app.sdk.Greeter;
import io.stargazer.app.sdk.Traffic;
import io.stargazer.sdk.Provision;
import io.stargazer.sdk.ServiceView;
import io.stargazer.sdk.Stargazer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What applications must not notice while servers come and go. */
final class Survival {

    private Survival() {}

    /** Connects an application that is told of one server only. */
    interface Connector {
        Stargazer connect(String application, String server);
    }

    /** A provider, a caller and a watcher are told of {@code s1}, and know nothing of the loss. */
    static void check(Connector cluster, Runnable loss) {
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
