package io.stargazer.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Command;
import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.registry.RegistryEvent.InstanceDown;
import io.stargazer.api.registry.RegistryEvent.InstanceSuspect;
import io.stargazer.api.registry.RegistryEvent.InstanceUp;
import io.stargazer.api.registry.RegistryEvent.ProtectionChanged;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.ControlView;
import io.stargazer.core.History;
import io.stargazer.core.RandomCommands;
import io.stargazer.core.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of seeded commands; named invariants after each. */
final class RegistryModelTest {

    private static final int COMMANDS = 3000;
    private static final int NEW_WATCHERS_EVERY = 250;

    private int protections;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void invariants_hold_after_every_command(long seed) {
        RandomCommands commands = new RandomCommands(seed);
        History history = new History();
        List<Watcher> watchers = new ArrayList<>();
        for (int step = 0; step < COMMANDS; step++) {
            if (step % NEW_WATCHERS_EVERY == 0) {
                startWatchers(history.view().registry(), watchers);
            }
            Command command = commands.next();
            Outcome outcome = history.apply(command);
            String where = "seed %d, step %d, %s -> %s".formatted(seed, step, command, outcome);
            if (outcome instanceof Outcome.Applied(List<Event> events)) {
                watchers.forEach(watcher -> events.forEach(event -> watcher.see(event, where)));
                protections += (int) events.stream().filter(RegistryModelTest::begins).count();
            }
            ControlView view = history.view();
            watchers.forEach(watcher -> watcher.assertKnowsTheListing(view.registry(), where));
            assertCountsAreRight(view.registry(), where);
            assertSessionIndexMatchesRegistrations(view, where);
            assertProtectionIsNeeded(view.registry(), where);
        }
        assertThat(protections).as("times protection began, seed %d", seed).isGreaterThan(10);
    }

    private static boolean begins(Event event) {
        return event instanceof ProtectionChanged changed && changed.active();
    }

    private static void startWatchers(RegistryView view, List<Watcher> watchers) {
        for (String namespace : List.of("default", "bank")) {
            for (String service : List.of("service-0", "service-1")) {
                watchers.add(new Watcher(new ServiceName(namespace, service), view));
            }
        }
    }

    /** Folds the events of a service over the listing it began with. */
    private static final class Watcher {

        private final ServiceName service;
        private final SortedMap<String, Registration> known = new TreeMap<>();
        private boolean isProtected;

        Watcher(ServiceName service, RegistryView view) {
            this.service = service;
            listing(view).forEach(each -> known.put(each.instance().id(), each));
            Service now = view.service(service);
            isProtected = now != null && now.isProtected();
        }

        void see(Event event, String where) {
            if (!(event instanceof RegistryEvent ours) || !ours.service().equals(service)) {
                return;
            }
            switch (ours) {
                case InstanceUp up ->
                        known.put(up.registration().instance().id(), up.registration());
                case InstanceSuspect suspect ->
                        known.put(suspect.registration().instance().id(), suspect.registration());
                case InstanceDown down ->
                        assertThat(known.remove(down.instanceId()))
                                .as("only what is listed goes down: %s", where)
                                .isNotNull();
                case ProtectionChanged changed -> {
                    assertThat(changed.active())
                            .as("protection changes to something else: %s", where)
                            .isNotEqualTo(isProtected);
                    isProtected = changed.active();
                }
                case RegistryEvent.CallerChanged caller ->
                        assertThat(caller.service()).isEqualTo(service);
            }
        }

        void assertKnowsTheListing(RegistryView view, String where) {
            Service now = view.service(service);
            assertThat(List.copyOf(known.values()))
                    .as("the fold of the events equals the listing: %s", where)
                    .isEqualTo(listing(view));
            assertThat(isProtected)
                    .as("the fold of the events equals the protection: %s", where)
                    .isEqualTo(now != null && now.isProtected());
        }

        private List<Registration> listing(RegistryView view) {
            Service now = view.service(service);
            return now == null ? List.of() : now.listed();
        }
    }

    private static void assertCountsAreRight(RegistryView view, String where) {
        int instances = 0;
        for (Table.Entry<ServiceName, Service> entry : view.services()) {
            Service service = entry.value();
            int lost = 0;
            for (Table.Entry<String, Registration> each : service.registrations()) {
                lost += each.value().isLost() ? 1 : 0;
            }
            assertThat(service.lost()).as("the lost are counted: %s", where).isEqualTo(lost);
            assertThat(service.listedCount())
                    .as("the listed are counted: %s", where)
                    .isEqualTo(service.listed().size());
            assertThat(service.isForgettable()).as("nothing empty is kept: %s", where).isFalse();
            instances += service.registrations().size();
        }
        assertThat(view.instances()).as("instances are counted: %s", where).isEqualTo(instances);
    }

    private static void assertSessionIndexMatchesRegistrations(ControlView view, String where) {
        TreeSet<String> there = new TreeSet<>();
        for (Table.Entry<ServiceName, Service> entry : view.registry().services()) {
            for (Table.Entry<String, Registration> each : entry.value().registrations()) {
                Registration registration = each.value();
                if (!registration.isLost()) {
                    String session = registration.session();
                    assertThat(view.sessions().sessions().contains(session))
                            .as("who is there has an open session: %s", where)
                            .isTrue();
                    there.add(session + " " + entry.key() + " " + each.key());
                }
            }
        }
        TreeSet<String> indexed = new TreeSet<>();
        for (Table.Entry<String, Table<InstanceRef, InstanceRef>> entry :
                view.registry().bySession()) {
            assertThat(entry.value().isEmpty()).as("no empty index entry: %s", where).isFalse();
            entry.value()
                    .forEach(ref ->
                            indexed.add(
                                    entry.key()
                                            + " "
                                            + ref.key().service()
                                            + " "
                                            + ref.key().instanceId()));
        }
        assertThat(indexed).as("the session index is right: %s", where).isEqualTo(there);
    }

    private static void assertProtectionIsNeeded(RegistryView view, String where) {
        for (Table.Entry<ServiceName, Service> entry : view.services()) {
            Service service = entry.value();
            int total = service.registrations().size();
            if (service.isProtected()) {
                assertThat(total).as("few are not protected: %s", where).isGreaterThanOrEqualTo(3);
                assertThat(service.lost() * 2)
                        .as("more than half is lost: %s", where)
                        .isGreaterThan(total);
            }
        }
    }
}
