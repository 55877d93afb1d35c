package io.stargazer.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufUtil;
import io.stargazer.api.Failure;
import io.stargazer.api.codec.Codec;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.IdentityCommand.CreateNamespace;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.RegistryCommand.Register;
import io.stargazer.api.registry.RegistryCommand.SetWeight;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.SessionCommand.OpenSession;
import io.stargazer.rpc.stream.EncodedItem;
import io.stargazer.server.control.ControlMachine;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.log.InstantLog;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.session.SessionSettings;
import io.stargazer.server.time.SystemTimers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RG-2: a watcher is told everything in order; one too slow for that is told the listing. */
final class WatchPublisherTest {

    private static final ServiceName SERVICE = new ServiceName("default", "orders");
    private static final int MAX_WAITING = 1024;

    private final SystemTimers timers = new SystemTimers();
    private final ControlMachine machine = new ControlMachine((sentence, cause) -> {});
    private final ControlPlane control =
            new ControlPlane(
                    machine,
                    new InstantLog(machine),
                    InstantSource.system(),
                    RandomGenerator.getDefault(),
                    Runnable::run);
    private final WatchHub hub = new WatchHub(control.latest());
    private final RegistryService registry =
            new RegistryService(
                    control, new SessionService(control, timers, SessionSettings.DEFAULT), hub);
    private final Reader reader = new Reader();

    WatchPublisherTest() {
        machine.listen(hub);
        control.submit("test", new CreateNamespace("default"));
        control.submit(
                "test", new OpenSession("one", ApplicationId.parse("default/orders"), "test"));
        control.submit("test", new Register("one", SERVICE, Instance.of("a", "1.0", "a:7000")));
    }

    @AfterEach
    void stopTimers() {
        timers.close();
    }

    @Test
    void a_watcher_gets_the_listing_and_then_as_much_as_it_asks_for() {
        watch(0);
        changes(3);
        assertThat(reader.updates).isEmpty();

        reader.request(2);

        assertThat(reader.updates).hasSize(2);
        assertThat(reader.updates.getFirst()).isInstanceOf(Update.Listing.class);
        assertThat(reader.updates.getLast()).isInstanceOf(Update.Changed.class);
    }

    @Test
    void a_watcher_that_falls_too_far_behind_gets_the_present_listing_instead() {
        watch(0);
        reader.request(1);
        changes(MAX_WAITING + 10);

        reader.request(1);

        assertThat(reader.updates).hasSize(2);
        assertThat(reader.updates.getLast())
                .isInstanceOfSatisfying(
                        Update.Listing.class,
                        listing -> {
                            assertThat(listing.revision()).isEqualTo(control.latest().revision());
                            assertThat(listing.registrations().getFirst().instance().weight())
                                    .isEqualTo(MAX_WAITING + 10);
                        });
    }

    @Test
    void a_watcher_that_fell_behind_goes_on_with_changes() {
        watch(0);
        reader.request(1);
        changes(MAX_WAITING + 10);
        reader.request(10);

        changes(3);

        assertThat(reader.updates).hasSize(5);
        assertThat(reader.updates.getLast()).isInstanceOf(Update.Changed.class);
    }

    @Test
    void a_watcher_that_is_not_too_far_behind_misses_nothing() {
        watch(0);
        reader.request(1);
        changes(MAX_WAITING);

        reader.request(Long.MAX_VALUE);

        assertThat(reader.updates).hasSize(MAX_WAITING + 1);
        assertThat(reader.updates.subList(1, MAX_WAITING + 1))
                .allSatisfy(update -> assertThat(update).isInstanceOf(Update.Changed.class));
    }

    @Test
    void a_watcher_resumes_after_the_revision_it_knows() {
        long known = control.latest().revision();
        changes(2);

        watch(known);
        reader.request(10);

        assertThat(reader.updates)
                .extracting(update -> ((Update.Changed) update).revision())
                .containsExactly(known + 1, known + 2);
    }

    @Test
    void a_cancelled_watch_is_forgotten() {
        watch(0);
        reader.request(10);
        reader.cancel();

        changes(3);

        assertThat(hub.size()).isZero();
        assertThat(reader.updates).hasSize(1);
    }

    @Test
    void a_stranger_may_not_watch() {
        Principal stranger =
                new Principal(Principal.Kind.APPLICATION, "other/app", new TreeMap<>());
        WatchPublisher publisher = new WatchPublisher(registry, stranger, SERVICE, 0);

        assertThatThrownBy(() -> publisher.subscribe(reader))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo("identity.forbidden"));
    }

    private void watch(long afterRevision) {
        TreeMap<String, Role> roles = new TreeMap<>();
        roles.put("default", Role.VIEWER);
        Principal principal = new Principal(Principal.Kind.APPLICATION, "default/orders", roles);
        new WatchPublisher(registry, principal, SERVICE, afterRevision).subscribe(reader);
    }

    private void changes(int count) {
        for (int weight = 1; weight <= count; weight++) {
            control.submit("test", new SetWeight(SERVICE, "a", weight));
        }
    }

    /** Takes down what it is told. */
    private static final class Reader implements Flow.Subscriber<EncodedItem> {

        private static final Codec<Update> CODEC = Codec.of(Update.class);

        private final List<Update> updates = new ArrayList<>();
        private Flow.@Nullable Subscription subscription;

        void request(long count) {
            Objects.requireNonNull(subscription).request(count);
        }

        void cancel() {
            Objects.requireNonNull(subscription).cancel();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(EncodedItem item) {
            updates.add(CODEC.decode(ByteBufUtil.getBytes(item.bytes())));
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {}
    }
}
