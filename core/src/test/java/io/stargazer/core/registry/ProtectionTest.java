package io.stargazer.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Event;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.RegistryCommand.Deregister;
import io.stargazer.api.registry.RegistryCommand.ForgetLost;
import io.stargazer.api.registry.RegistryCommand.Register;
import io.stargazer.api.registry.RegistryEvent.InstanceDown;
import io.stargazer.api.registry.RegistryEvent.InstanceSuspect;
import io.stargazer.api.registry.RegistryEvent.InstanceUp;
import io.stargazer.api.registry.RegistryEvent.ProtectionChanged;
import io.stargazer.api.registry.RegistryEvent.Reason;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.SessionCommand.EndSession;
import io.stargazer.api.session.SessionCommand.Ending;
import io.stargazer.api.session.SessionCommand.OpenSession;
import io.stargazer.core.History;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** RG-6: when more than half of a service looks dead, more likely we are deaf. */
final class ProtectionTest {

    private static final ApplicationId SHOP = new ApplicationId("default", "shop");
    private static final ServiceName CART = new ServiceName("default", "cart");

    private final History history = new History();

    @Test
    void two_instances_are_never_protected() {
        start(2);
        assertThat(summaries(lose(1))).containsExactly("down 1");
        assertThat(summaries(lose(2))).containsExactly("down 2");
        assertThat(cart().isProtected()).isFalse();
        assertThat(listed()).isEmpty();
    }

    @Test
    void exactly_half_lost_is_not_protected() {
        start(4);
        lose(1);
        lose(2);
        assertThat(cart().isProtected()).isFalse();
        assertThat(listed()).containsExactly("3", "4");
    }

    @Test
    void three_of_five_lost_are_protected_and_listed_again() {
        start(5);
        assertThat(summaries(lose(1))).containsExactly("down 1");
        assertThat(summaries(lose(2))).containsExactly("down 2");
        assertThat(summaries(lose(3)))
                .containsExactly("suspect 1", "suspect 2", "suspect 3", "protection on, 3 of 5");
        assertThat(cart().isProtected()).isTrue();
        assertThat(cart().lost()).isEqualTo(3);
        assertThat(listed()).containsExactly("1", "2", "3", "4", "5");
        assertThat(cart().listedCount()).isEqualTo(5);
        assertThat(cart().listed()).filteredOn(Registration::isLost).hasSize(3);
    }

    @Test
    void what_is_lost_under_protection_stays_listed() {
        start(5);
        lose(1, 2, 3);
        assertThat(summaries(lose(4))).containsExactly("suspect 4");
        assertThat(summaries(lose(5))).containsExactly("suspect 5");
        assertThat(listed()).hasSize(5);
    }

    @Test
    void protection_ends_when_half_is_back() {
        start(5);
        lose(1, 2, 3, 4);
        assertThat(summaries(comeBack(1))).containsExactly("up 1");
        assertThat(cart().isProtected()).isTrue();
        assertThat(summaries(comeBack(2)))
                .containsExactly("up 2", "down 3", "down 4", "protection off, 2 of 5");
        assertThat(listed()).containsExactly("1", "2", "5");
    }

    @Test
    void forgetting_the_lost_ends_protection() {
        start(5);
        lose(1, 2, 3);
        assertThat(summaries(history.must(new ForgetLost(CART))))
                .containsExactly("down 1", "down 2", "down 3", "protection off, 0 of 2");
        assertThat(listed()).containsExactly("4", "5");
        assertThat(cart().registrations().size()).isEqualTo(2);
    }

    @Test
    void a_service_that_is_lost_whole_and_forgotten_is_gone() {
        start(3);
        lose(1, 2, 3);
        assertThat(listed()).hasSize(3);
        assertThat(summaries(history.must(new ForgetLost(CART))))
                .containsExactly("down 1", "down 2", "down 3", "protection off, 0 of 0");
        assertThat(history.view().registry().service(CART)).isNull();
        assertThat(history.view().registry().instances()).isZero();
    }

    @Test
    void the_lost_are_forgotten_in_silence_where_they_were_not_listed() {
        start(4);
        lose(1, 2);
        assertThat(history.must(new ForgetLost(CART))).isEmpty();
        assertThat(cart().registrations().size()).isEqualTo(2);
        assertThat(cart().lost()).isZero();
    }

    @Test
    void an_orderly_good_bye_is_never_suspect() {
        start(5);
        for (int i = 1; i <= 5; i++) {
            assertThat(summaries(history.must(new EndSession("s" + i, Ending.CLOSED))))
                    .containsExactly("down " + i);
        }
        assertThat(history.view().registry().service(CART)).isNull();
    }

    @Test
    void a_suspect_that_is_deregistered_leaves_and_may_end_protection() {
        start(5);
        lose(1, 2, 3);
        assertThat(summaries(history.must(new Deregister(CART, "1"))))
                .containsExactly("down 1", "down 2", "down 3", "protection off, 2 of 4");
        assertThat(listed()).containsExactly("4", "5");
    }

    @Test
    void a_new_instance_does_not_bring_the_dead_back() {
        start(2);
        lose(1, 2);
        assertThat(summaries(begin(3))).containsExactly("up 3");
        assertThat(cart().isProtected()).isFalse();
        assertThat(listed()).containsExactly("3");
    }

    @Test
    void an_orderly_good_bye_does_not_bring_the_dead_back() {
        start(4);
        lose(1, 2);
        assertThat(summaries(history.must(new EndSession("s3", Ending.CLOSED))))
                .containsExactly("down 3");
        assertThat(summaries(history.must(new Deregister(CART, "4")))).containsExactly("down 4");
        assertThat(listed()).isEmpty();
    }

    @Test
    void one_session_with_most_instances_is_suspected_as_a_whole() {
        start(2);
        history.must(new OpenSession("big", SHOP, "host"));
        for (String id : List.of("a", "b", "c", "d")) {
            history.must(new Register("big", CART, Instance.of(id, "1.0", "host:80")));
        }
        assertThat(summaries(history.must(new EndSession("big", Ending.LOST))))
                .containsExactly(
                        "down a",
                        "down b",
                        "down c",
                        "suspect a",
                        "suspect b",
                        "suspect c",
                        "suspect d",
                        "protection on, 4 of 6");
    }

    private void start(int instances) {
        for (int i = 1; i <= instances; i++) {
            begin(i);
        }
    }

    private List<Event> begin(int number) {
        history.must(new OpenSession("s" + number, SHOP, "host pid " + number));
        return history.must(
                new Register("s" + number, CART, Instance.of("" + number, "1.0", "host:80")));
    }

    private List<Event> comeBack(int number) {
        return begin(number);
    }

    /** The events of the last loss. */
    private List<Event> lose(int... numbers) {
        List<Event> events = List.of();
        for (int number : numbers) {
            events = history.must(new EndSession("s" + number, Ending.LOST));
        }
        return events;
    }

    private Service cart() {
        return Objects.requireNonNull(history.view().registry().service(CART), "no cart");
    }

    private List<String> listed() {
        return cart().listed().stream().map(each -> each.instance().id()).toList();
    }

    private static List<String> summaries(List<Event> events) {
        return events.stream()
                .map(ProtectionTest::summary)
                .filter(summary -> !summary.isEmpty())
                .toList();
    }

    private static String summary(Event event) {
        return switch (event) {
            case InstanceUp(var service, var up) -> "up " + up.instance().id();
            case InstanceSuspect(var service, var suspect) -> {
                assertThat(suspect.isLost()).isTrue();
                yield "suspect " + suspect.instance().id();
            }
            case InstanceDown(var service, var id, Reason reason) -> "down " + id;
            case ProtectionChanged(var service, boolean active, int lost, int total) ->
                    "protection " + (active ? "on" : "off") + ", " + lost + " of " + total;
            default -> "";
        };
    }
}
