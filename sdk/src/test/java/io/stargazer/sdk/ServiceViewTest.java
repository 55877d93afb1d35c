package io.stargazer.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.RegistryEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RG-2, RG-7: what a consumer sees, in order, without a gap and without repeats. */
class ServiceViewTest {

    @TempDir Path folder;
    private ServiceView view;

    @BeforeEach
    void a_view() {
        view = newView();
    }

    @Test
    void a_listing_replaces_what_was_known() {
        view.apply(listing(5, "a", "b"));
        view.apply(listing(9, "b", "c"));
        assertThat(ids(view)).containsExactly("b", "c");
        assertThat(view.revision()).isEqualTo(9);
    }

    @Test
    void changes_follow_the_listing() {
        view.apply(listing(5, "a"));
        view.apply(up(6, "b"));
        view.apply(new Update.Changed(7, 0, List.of(Samples.isDown("a"), Samples.isUp("c"))));
        view.apply(new Update.Changed(8, 0, List.of(protection(true))));
        assertThat(ids(view)).containsExactly("b", "c");
        assertThat(view.revision()).isEqualTo(8);
        assertThat(view.isProtected()).isTrue();
    }

    @Test
    void a_change_older_than_what_is_known_is_ignored() {
        view.apply(listing(5, "a"));
        view.apply(down(4, "a"));
        assertThat(ids(view)).containsExactly("a");
        assertThat(view.revision()).isEqualTo(5);
    }

    @Test
    void a_listing_of_a_cluster_that_began_anew_counts_whatever_its_revision() {
        view.apply(listing(500, "a"));
        view.apply(listing(3, "b"));
        view.apply(up(4, "c"));
        assertThat(ids(view)).containsExactly("b", "c");
    }

    @Test
    void listeners_hear_of_every_change_once_and_in_order() {
        List<List<String>> heard = new ArrayList<>();
        view.onChange(changed -> heard.add(ids(changed)));
        view.apply(listing(5, "a"));
        view.apply(up(6, "b"));
        view.apply(up(6, "b"));
        view.apply(listing(7, "a", "b"));
        view.apply(down(8, "a"));
        view.apply(down(8, "a"));
        assertThat(heard).containsExactly(List.of(), List.of("a"), List.of("a", "b"), List.of("b"));
    }

    @Test
    void a_removed_listener_hears_nothing_more() {
        List<String> heard = new ArrayList<>();
        Consumer<ServiceView> listener = changed -> heard.add("heard");
        view.onChange(listener);
        view.removeListener(listener);
        view.apply(listing(5, "a"));
        assertThat(heard).hasSize(1);
    }

    @Test
    void a_listener_that_throws_keeps_nothing_from_the_others() {
        List<List<String>> heard = new ArrayList<>();
        view.onChange(changed -> {
            if (!changed.registrations().isEmpty()) {
                throw new IllegalStateException("planted");
            }
        });
        view.onChange(changed -> heard.add(ids(changed)));
        assertThatThrownBy(() -> view.apply(listing(5, "a"))).hasMessage("planted");
        assertThat(heard).containsExactly(List.of(), List.of("a"));
        assertThat(view.known()).isCompleted();
    }

    @Test
    void what_one_command_did_is_heard_at_once_and_once() {
        List<List<String>> heard = new ArrayList<>();
        view.apply(listing(5, "a"));
        view.onChange(changed -> heard.add(ids(changed)));
        Update both =
                new Update.Changed(
                        6, 0, List.of(Samples.isDown("a"), Samples.isUp("b"), Samples.isUp("c")));
        view.apply(both);
        view.apply(both);
        assertThat(heard).containsExactly(List.of("a"), List.of("b", "c"));
        assertThat(view.newFeed().afterRevision()).isEqualTo(6);
    }

    @Test
    void a_new_watch_after_a_listing_continues_right_behind_it() {
        view.apply(listing(5, "a"));
        ServiceView.Feed feed = view.newFeed();
        assertThat(feed.afterRevision()).isEqualTo(5);
        feed.accept(up(6, "b"));
        assertThat(ids(view)).containsExactly("a", "b");
    }

    @Test
    void an_older_watch_is_not_heard_any_more() {
        ServiceView.Feed older = view.newFeed();
        older.accept(listing(5, "a"));
        ServiceView.Feed newer = view.newFeed();
        older.accept(down(6, "a"));
        assertThat(ids(view)).containsExactly("a");
        newer.accept(up(7, "b"));
        assertThat(ids(view)).containsExactly("a", "b");
    }

    @Test
    void what_was_saved_is_the_beginning_of_the_next_process() {
        view.apply(listing(5, "a"));
        view.apply(up(6, "b"));
        view.saveToDisk();
        ServiceView next = newView();
        next.loadFromDisk();
        assertThat(ids(next)).containsExactly("a", "b");
        assertThat(next.known()).isCompleted();
        assertThat(next.newFeed().afterRevision()).as("begins with a listing").isZero();
        next.apply(listing(2, "c"));
        assertThat(ids(next)).containsExactly("c");
    }

    @Test
    void what_is_on_disk_does_not_overrule_a_server() {
        view.apply(listing(5, "a"));
        view.saveToDisk();
        ServiceView next = newView();
        next.apply(listing(9, "b"));
        next.loadFromDisk();
        assertThat(ids(next)).containsExactly("b");
        assertThat(next.revision()).isEqualTo(9);
    }

    @Test
    void without_anything_on_disk_nothing_is_known() {
        view.loadFromDisk();
        assertThat(view.known()).isNotDone();
        assertThat(view.registrations()).isEmpty();
    }

    @Test
    void services_whose_names_look_alike_have_files_of_their_own() {
        ServiceView one = new ServiceView(Samples.service("a-b", "c"), new DiskCache(folder));
        one.apply(listing(5, "a"));
        one.saveToDisk();
        ServiceView other = new ServiceView(Samples.service("a", "b-c"), new DiskCache(folder));
        other.loadFromDisk();
        assertThat(other.registrations()).isEmpty();
    }

    private ServiceView newView() {
        return new ServiceView(Samples.GREETER, new DiskCache(folder));
    }

    private static List<String> ids(ServiceView view) {
        return view.registrations().stream().map(known -> known.instance().id()).toList();
    }

    private static Update listing(long revision, String... ids) {
        List<Registration> registrations = new ArrayList<>();
        for (String id : ids) {
            registrations.add(Samples.registration(id));
        }
        return new Update.Listing(revision, false, registrations);
    }

    private static Update up(long revision, String id) {
        return Samples.up(revision, id);
    }

    private static Update down(long revision, String id) {
        return new Update.Changed(revision, 0, List.of(Samples.isDown(id)));
    }

    private static RegistryEvent protection(boolean active) {
        return new RegistryEvent.ProtectionChanged(Samples.GREETER, active, 2, 3);
    }
}
