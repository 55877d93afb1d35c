package io.stargazer.app.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.Selector;
import io.stargazer.sdk.Offering;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Provision;
import io.stargazer.sdk.ServiceView;
import io.stargazer.sdk.Stargazer;
import io.stargazer.server.session.SessionSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * RG-1, RG-2, RG-3, RG-5: what is offered is found, and changes are told in order. The server waits
 * an hour for lost sessions: whatever leaves here leaves because it said so.
 */
@Timeout(120)
class DiscoveryTest {

    private static final Duration FOR_EVER = Duration.ofHours(1);

    @TempDir private static Path folder;
    private static LocalServer server;

    @BeforeAll
    static void start() throws Exception {
        server =
                new LocalServer(
                        folder,
                        config -> config.withSessions(new SessionSettings(FOR_EVER, FOR_EVER)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void joining_leaving_and_a_new_weight_reach_a_watcher_in_order() {
        ServiceView view = server.connect("watcher").watch("ordered");
        List<List<Integer>> heard = new CopyOnWriteArrayList<>();
        view.onChange(changed -> heard.add(weights(changed)));
        Stargazer first = server.connect("first");
        Provision provision = offer(first, "first", "ordered", weighing(10));
        Provision second = offer(server.connect("second"), "second", "ordered", weighing(20));
        setWeight("ordered", provision, 5);
        second.close();
        first.close();
        Eventually.holds("six lists", () -> heard.size() >= 6);
        assertThat(heard)
                .containsExactly(
                        List.of(),
                        List.of(10),
                        List.of(10, 20),
                        List.of(5, 20),
                        List.of(5),
                        List.of());
    }

    @Test
    void consumers_are_told_everything_that_a_provider_says_of_itself() {
        Offering offering =
                new Offering("2.1", 70, List.of("gpu", "big"), new TreeMap<>(Map.of("key", "值")));
        Stargazer provider = server.connect(inZone("described", "north"));
        Provision provision = offer(provider, "described", "described", offering);
        ServiceView view = server.connect("watcher").watch("described");
        assertThat(view.registrations())
                .singleElement()
                .satisfies(known -> {
                    assertThat(known.instance()).isEqualTo(provision.instance());
                    assertThat(known.instance().zone()).isEqualTo("north");
                    assertThat(known.instance().tags()).containsExactly("big", "gpu");
                    assertThat(known.application().toString()).isEqualTo("default/described");
                });
    }

    @Test
    void a_provider_that_closes_in_order_leaves_at_once_without_any_grace() {
        ServiceView view = server.connect("watcher").watch("leaving");
        Stargazer provider = server.connect("leaving");
        offer(provider, "leaving", "leaving", Offering.PLAIN);
        Eventually.holds("it is there", () -> view.registrations().size() == 1);
        provider.close();
        Eventually.holds("it has left", () -> view.registrations().isEmpty());
    }

    @Test
    void versions_are_chosen_as_versions() {
        offer(server.connect("v1"), "v1", "versioned", Offering.version("1.9"));
        offer(server.connect("v2"), "v2", "versioned", Offering.version("2.0"));
        offer(server.connect("v10"), "v10", "versioned", Offering.version("10.0"));
        Stargazer consumer = server.connect("consumer");
        assertReaches(consumer, "versioned", new Selector(">=2", List.of()), "v10", "v2");
        assertReaches(consumer, "versioned", new Selector(">1.5 <2", List.of()), "v1");
        assertReaches(consumer, "versioned", Selector.ANY, "v1", "v10", "v2");
        Greeter none = consumer.consume("versioned", Greeter.class, new Selector("=3", List.of()));
        assertThatThrownBy(() -> none.greet("you")).hasMessageContaining("no instance");
    }

    @Test
    void all_tags_that_are_asked_for_must_be_there() {
        offer(server.connect("both"), "both", "tagged", tagged("big", "gpu"));
        offer(server.connect("one"), "one", "tagged", tagged("gpu"));
        Stargazer consumer = server.connect("consumer");
        assertReaches(consumer, "tagged", new Selector("", List.of("gpu", "big")), "both");
        assertReaches(consumer, "tagged", new Selector("", List.of("gpu")), "both", "one");
    }

    @Test
    void the_own_zone_comes_first_and_others_help_when_it_is_empty() {
        Stargazer near = server.connect(inZone("near", "north"));
        offer(near, "near", "zoned", Offering.PLAIN);
        offer(server.connect(inZone("far", "south")), "far", "zoned", Offering.PLAIN);
        Stargazer consumer = server.connect(inZone("consumer", "north"));
        Greeter greeter = consumer.consume("zoned", Greeter.class);
        for (int i = 0; i < 40; i++) {
            assertThat(greeter.greet("you")).isEqualTo("near");
        }
        near.close();
        assertThat(greeter.greet("you")).isEqualTo("far");
    }

    @Test
    void an_instance_that_is_drained_gets_no_new_calls() {
        Provision drained = offer(server.connect("drained"), "drained", "draining", Offering.PLAIN);
        offer(server.connect("kept"), "kept", "draining", Offering.PLAIN);
        Stargazer consumer = server.connect("consumer");
        Greeter greeter = consumer.consume("draining", Greeter.class);
        assertReaches(greeter, "drained", "kept");
        setWeight("draining", drained, 0);
        ServiceView view = consumer.watch("draining");
        Eventually.holds("the consumer knows", () -> weights(view).contains(0));
        assertReaches(greeter, "kept");
        assertThat(view.registrations()).as("still listed").hasSize(2);
        setWeight("draining", drained, 100);
        Eventually.holds("the consumer knows", () -> !weights(view).contains(0));
        assertReaches(greeter, "drained", "kept");
    }

    @Test
    void an_illegal_name_is_refused_with_a_sentence() {
        Stargazer application = server.connect("consumer");
        for (String name : List.of("", "Greeter", "gre eter", "-greeter", "a".repeat(64))) {
            assertThatThrownBy(() -> application.provide(name, Greeter.class, you -> you))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            refused -> assertThat(refused.code()).isEqualTo("name.illegal"))
                    .hasMessageContaining("'" + name + "'");
            assertThatThrownBy(() -> application.consume(name, Greeter.class))
                    .isInstanceOf(Rejected.class);
        }
    }

    private static Provision offer(
            Stargazer provider, String answer, String service, Offering offering) {
        return provider.provide(service, Greeter.class, name -> answer, offering);
    }

    private static Offering weighing(int weight) {
        return new Offering("1", weight, List.of(), Collections.emptySortedMap());
    }

    private static Offering tagged(String... tags) {
        return new Offering("1", 100, List.of(tags), Collections.emptySortedMap());
    }

    private static Options inZone(String application, String zone) {
        return server.options(application)
                .withNetwork(new Options.Network("127.0.0.1", 0, "127.0.0.1", zone));
    }

    private static void setWeight(String service, Provision provision, int weight) {
        HttpAnswer answer =
                server.request(
                        "PUT",
                        "/api/v1/services/default/%s/instances/%s"
                                .formatted(service, provision.instance().id()),
                        "{\"weight\":" + weight + "}");
        assertThat(answer.status()).as(answer.message()).isEqualTo(204);
    }

    /** In the order in which they registered. */
    private static List<Integer> weights(ServiceView view) {
        return view.registrations().stream()
                .sorted(Comparator.comparingLong(Registration::sinceMs))
                .map(known -> known.instance().weight())
                .toList();
    }

    private static void assertReaches(
            Stargazer consumer, String service, Selector selector, String... expected) {
        assertReaches(consumer.consume(service, Greeter.class, selector), expected);
    }

    /** All of these answer, and nobody else ever does. */
    private static void assertReaches(Greeter greeter, String... expected) {
        Set<String> answers = new TreeSet<>();
        for (int i = 0; i < 30; i++) {
            answers.add(greeter.greet("you"));
        }
        Eventually.holds(
                "an answer of each of " + List.of(expected) + ", so far of " + answers,
                () -> {
                    answers.add(greeter.greet("you"));
                    return answers.containsAll(List.of(expected));
                });
        assertThat(answers).containsExactlyInAnyOrder(expected);
    }
}
