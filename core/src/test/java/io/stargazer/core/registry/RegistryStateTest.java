package io.stargazer.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Outcome;
import io.stargazer.api.Rejection;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.RegistryCommand;
import io.stargazer.api.registry.RegistryCommand.Deregister;
import io.stargazer.api.registry.RegistryCommand.ForgetCaller;
import io.stargazer.api.registry.RegistryCommand.ForgetLost;
import io.stargazer.api.registry.RegistryCommand.RecordCaller;
import io.stargazer.api.registry.RegistryCommand.Register;
import io.stargazer.api.registry.RegistryCommand.SetWeight;
import io.stargazer.api.registry.RegistryEvent.CallerChanged;
import io.stargazer.api.registry.RegistryEvent.InstanceDown;
import io.stargazer.api.registry.RegistryEvent.InstanceUp;
import io.stargazer.api.registry.RegistryEvent.Reason;
import io.stargazer.api.registry.RegistryRejection;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.SessionCommand.EndSession;
import io.stargazer.api.session.SessionCommand.Ending;
import io.stargazer.api.session.SessionCommand.OpenSession;
import io.stargazer.api.session.SessionEvent;
import io.stargazer.api.session.SessionRejection;
import io.stargazer.core.History;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RG-1, RG-3, RG-8: registrations and callers, as commands and outcomes. */
final class RegistryStateTest {

    private static final ApplicationId SHOP = new ApplicationId("default", "shop");
    private static final ServiceName CART = new ServiceName("default", "cart");
    private static final Instance ONE = Instance.of("one", "1.0", "host:8081");

    private final History history = new History();

    RegistryStateTest() {
        history.must(new OpenSession("s1", SHOP, "host pid 1"));
        history.must(new OpenSession("s2", SHOP, "host pid 2"));
    }

    @Test
    void an_instance_is_registered_on_a_session() {
        Registration expected = new Registration(ONE, "s1", SHOP, History.START_MS + 3000, 3, 0);
        assertThat(history.must(new Register("s1", CART, ONE)))
                .containsExactly(new InstanceUp(CART, expected));
        assertThat(cart().listed()).containsExactly(expected);
        assertThat(view().instances()).isEqualTo(1);
    }

    @Test
    void registering_the_same_again_changes_nothing() {
        history.must(new Register("s1", CART, ONE));
        assertNothingChanges(new Register("s1", CART, ONE));
    }

    @Test
    void an_instance_describes_itself_anew_on_its_session() {
        history.must(new Register("s1", CART, ONE));
        Instance changed = Instance.of("one", "1.1", "host:9090");
        Registration expected =
                new Registration(changed, "s1", SHOP, History.START_MS + 3000, 4, 0);
        assertThat(history.must(new Register("s1", CART, changed)))
                .containsExactly(new InstanceUp(CART, expected));
        assertThat(cart().listed()).containsExactly(expected);
        assertThat(view().instances()).isEqualTo(1);
    }

    @Test
    void an_instance_of_a_living_session_is_taken() {
        history.must(new Register("s1", CART, ONE));
        assertRefused(
                new Register("s2", CART, ONE), new RegistryRejection.InstanceTaken(CART, "one"));
    }

    @Test
    void an_instance_of_a_lost_session_comes_back_on_another() {
        history.must(new Register("s1", CART, ONE));
        history.must(new EndSession("s1", Ending.LOST));
        assertThat(cart().listed()).isEmpty();
        Registration expected = new Registration(ONE, "s2", SHOP, History.START_MS + 3000, 5, 0);
        assertThat(history.must(new Register("s2", CART, ONE)))
                .containsExactly(new InstanceUp(CART, expected));
        assertThat(cart().lost()).isZero();
        assertThat(history.must(new EndSession("s2", Ending.CLOSED)))
                .contains(new InstanceDown(CART, "one", Reason.SESSION_CLOSED));
    }

    @Test
    void registering_needs_an_open_session_of_the_same_namespace() {
        assertRefused(
                new Register("nobody", CART, ONE), new SessionRejection.UnknownSession("nobody"));
        ServiceName foreign = new ServiceName("bank", "cart");
        assertRefused(
                new Register("s1", foreign, ONE),
                new RegistryRejection.ForeignNamespace(foreign, "s1"));
        history.must(new EndSession("s1", Ending.CLOSED));
        assertRefused(new Register("s1", CART, ONE), new SessionRejection.UnknownSession("s1"));
    }

    @Test
    void an_instance_is_deregistered_once() {
        history.must(new Register("s1", CART, ONE));
        Deregister deregister = new Deregister(CART, "one");
        assertThat(history.must(deregister))
                .containsExactly(new InstanceDown(CART, "one", Reason.DEREGISTERED));
        assertThat(view().services().isEmpty()).isTrue();
        assertThat(view().bySession().isEmpty()).isTrue();
        assertThat(view().instances()).isZero();
        assertNothingChanges(deregister);
    }

    @Test
    void a_lost_instance_that_is_not_listed_is_deregistered_in_silence() {
        history.must(new Register("s1", CART, ONE));
        history.must(new EndSession("s1", Ending.LOST));
        assertThat(history.must(new Deregister(CART, "one"))).isEmpty();
        assertThat(view().services().isEmpty()).isTrue();
    }

    @Test
    void a_weight_is_changed() {
        history.must(new Register("s1", CART, ONE));
        SetWeight drain = new SetWeight(CART, "one", 0);
        Registration expected =
                new Registration(ONE.withWeight(0), "s1", SHOP, History.START_MS + 3000, 4, 0);
        assertThat(history.must(drain)).containsExactly(new InstanceUp(CART, expected));
        assertThat(cart().listed()).containsExactly(expected);
        assertNothingChanges(drain);
    }

    @Test
    void a_weight_is_refused_to_what_is_not_there() {
        assertRefused(new SetWeight(CART, "one", 1), new RegistryRejection.UnknownService(CART));
        history.must(new Register("s1", CART, ONE));
        assertRefused(
                new SetWeight(CART, "two", 1), new RegistryRejection.UnknownInstance(CART, "two"));
        history.must(new EndSession("s1", Ending.LOST));
        assertRefused(
                new SetWeight(CART, "one", 1), new RegistryRejection.UnknownInstance(CART, "one"));
    }

    @ParameterizedTest
    @CsvSource({"CLOSED, SESSION_CLOSED", "EXPELLED, SESSION_CLOSED", "LOST, SESSION_LOST"})
    void the_end_of_a_session_takes_all_that_hangs_on_it(Ending ending, Reason reason) {
        ServiceName pay = new ServiceName("default", "pay");
        history.must(new Register("s1", CART, ONE));
        history.must(new Register("s1", pay, ONE));
        history.must(new Register("s2", CART, Instance.of("two", "1.0", "host:8083")));
        assertThat(history.must(new EndSession("s1", ending)))
                .containsExactly(
                        new SessionEvent.SessionEnded("s1", ending),
                        new InstanceDown(CART, "one", reason),
                        new InstanceDown(pay, "one", reason));
        assertThat(cart().listed()).extracting(Registration::session).containsExactly("s2");
        assertThat(view().bySession().contains("s1")).isFalse();
    }

    @Test
    void a_caller_is_recorded_and_forgotten_once() {
        ApplicationId web = new ApplicationId("default", "web");
        RecordCaller record = new RecordCaller(web, CART);
        assertThat(history.must(record)).containsExactly(new CallerChanged(CART, web, true));
        assertThat(cart().callers().get(web)).isEqualTo(History.START_MS + 3000);
        assertNothingChanges(record);
        ForgetCaller forget = new ForgetCaller(web, CART);
        assertThat(history.must(forget)).containsExactly(new CallerChanged(CART, web, false));
        assertThat(view().services().isEmpty()).isTrue();
        assertNothingChanges(forget);
    }

    @Test
    void a_service_that_is_called_is_remembered_without_instances() {
        ApplicationId web = new ApplicationId("default", "web");
        history.must(new RecordCaller(web, CART));
        history.must(new Register("s1", CART, ONE));
        history.must(new Deregister(CART, "one"));
        assertThat(cart().callers().contains(web)).isTrue();
        assertThat(view().servicesIn("default")).containsExactly(cart());
        assertThat(view().servicesIn("bank")).isEmpty();
    }

    @Test
    void forgetting_what_is_lost_changes_nothing_when_nothing_is() {
        assertNothingChanges(new ForgetLost(CART));
        history.must(new Register("s1", CART, ONE));
        assertNothingChanges(new ForgetLost(CART));
    }

    private RegistryView view() {
        return history.view().registry();
    }

    private Service cart() {
        return Objects.requireNonNull(view().service(CART), "no cart");
    }

    private void assertNothingChanges(RegistryCommand command) {
        RegistryView before = view();
        assertThat(history.must(command)).isEqualTo(List.of());
        assertThat(view()).isSameAs(before);
    }

    private void assertRefused(RegistryCommand command, Rejection rejection) {
        RegistryView before = view();
        assertThat(history.apply(command)).isEqualTo(Outcome.refused(rejection));
        assertThat(view()).isSameAs(before);
    }
}
