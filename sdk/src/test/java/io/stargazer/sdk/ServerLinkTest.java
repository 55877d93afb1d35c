package io.stargazer.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.session.SessionContract.Keys;
import io.stargazer.api.session.SessionRejection;
import io.stargazer.rpc.tls.Tls;
import io.stargazer.sdk.task.wire.TaskLine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ID-1, RG-2, RG-7: what an application's link does when its server says or does this or that. */
class ServerLinkTest {

    @TempDir Path folder;
    private final SmallServer server = new SmallServer();
    private final List<AutoCloseable> opened = new ArrayList<>();

    /** A contract. */
    public interface Greeter {
        String greet(String name);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
        server.close();
    }

    @Test
    void a_token_is_renewed_on_the_open_connection() {
        server.tokenLifetime = Duration.ofSeconds(2);
        ServerLink link = link();
        Eventually.holds("a second token", () -> token(link).equals("token-2"));
        assertThat(server.sessions).hasSize(1);
        assertThat(server.renewedOn.get(1)).isEqualTo(server.renewedOn.get(0));
    }

    @Test
    void a_token_that_expires_at_once_is_not_asked_for_all_the_time() {
        server.tokenLifetime = Duration.ofMinutes(-1);
        long startedNs = System.nanoTime();
        link();
        Eventually.holds("renewals", () -> server.renewedOn.size() >= 3);
        assertThat(Duration.ofNanos(System.nanoTime() - startedNs)).isGreaterThan(ofTwoPauses());
    }

    private static Duration ofTwoPauses() {
        return Duration.ofMillis(1_900);
    }

    @Test
    void the_token_is_kept_for_a_start_without_a_server() {
        token(connectedLink());
        server.stop();
        ServerLink next = link();
        assertThat(token(next)).isEqualTo("token-1");
        assertThat(next.isConnected()).isFalse();
    }

    @Test
    void without_a_server_and_without_a_kept_token_there_is_none_to_show() {
        server.stop();
        ServerLink link = link();
        assertThatThrownBy(link::credential)
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        failure -> assertThat(failure.code()).isEqualTo("sdk.no-token"));
    }

    @Test
    void a_kept_token_is_forgotten_when_a_server_refuses_the_application() {
        connectedLink();
        server.refusesLogins = true;
        assertThatThrownBy(() -> Stargazer.connect(options()))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused ->
                                assertThat(refused.code()).isEqualTo("identity.wrong-credentials"));
        server.stop();
        assertThatThrownBy(link()::credential).isInstanceOf(Unavailable.class);
    }

    @Test
    void a_broken_connection_is_replaced_and_what_the_session_has_registered_stays_as_it_is() {
        Stargazer stargazer = connect();
        Provision first = stargazer.provide("greeter", Greeter.class, name -> name);
        server.connections.getFirst().close("planted");
        Eventually.holds("resumed", () -> server.sessions.size() == 2);
        assertThat(server.sessions).containsOnly(server.sessions.getFirst());
        // Somebody may have drained the first meanwhile: to register it again would undo that.
        Provision second = stargazer.provide("other", Greeter.class, name -> name);
        Eventually.holds("the other", () -> server.registered.contains(second.instance().id()));
        assertThat(server.registered)
                .containsExactly(first.instance().id(), second.instance().id());
    }

    @Test
    void what_is_offered_while_no_server_answers_is_registered_when_one_does() {
        Stargazer stargazer = connect();
        server.stop();
        Eventually.holds("the connection is lost", () -> !stargazer.isConnected());
        Provision provision = stargazer.provide("greeter", Greeter.class, name -> name);
        assertThat(server.registered).isEmpty();
        server.start();
        Eventually.holds("registered", () -> server.registered.contains(provision.instance().id()));
    }

    @Test
    void what_is_taken_back_while_no_server_answers_leaves_when_one_does() {
        Stargazer stargazer = connect();
        Provision provision = stargazer.provide("greeter", Greeter.class, name -> name);
        server.stop();
        Eventually.holds("the connection is lost", () -> !stargazer.isConnected());
        provision.close();
        server.start();
        Eventually.holds("gone", () -> server.deregistered.contains(provision.instance().id()));
        assertThat(server.registered).as("not registered again").hasSize(1);
    }

    @Test
    void an_offer_that_is_refused_is_not_made_again() {
        Stargazer stargazer = connect();
        server.beforeAnswer =
                () -> {
                    throw new Rejected(Status.PERMISSION_DENIED, "identity.forbidden", "planted");
                };
        assertThatThrownBy(() -> stargazer.provide("greeter", Greeter.class, name -> name))
                .isInstanceOf(Rejected.class)
                .hasMessage("planted");
        server.beforeAnswer = () -> {};
        server.connections.getFirst().close("planted");
        Provision other = stargazer.provide("other", Greeter.class, name -> name);
        Eventually.holds("the other", () -> server.registered.contains(other.instance().id()));
        assertThat(server.registered).containsOnly(other.instance().id());
    }

    @Test
    void an_offer_on_a_session_that_is_over_is_made_on_the_next() {
        Stargazer stargazer = connect();
        AtomicBoolean ended = new AtomicBoolean(true);
        server.beforeAnswer =
                () -> {
                    if (ended.getAndSet(false)) {
                        throw new Rejected(new SessionRejection.UnknownSession("s-1"));
                    }
                };
        Provision provision = stargazer.provide("greeter", Greeter.class, name -> name);
        assertThat(server.registered).containsExactly(provision.instance().id());
        assertThat(server.sessions).hasSize(2);
    }

    @Test
    void a_watch_that_breaks_continues_after_the_last_revision() {
        Stargazer stargazer = connect();
        CompletableFuture<ServiceView> watching =
                CompletableFuture.supplyAsync(() -> stargazer.watch("greeter"));
        SmallServer.Watch first = server.nextWatch();
        assertThat(first.afterRevision()).isZero();
        first.send(new Update.Listing(10, false, List.of()));
        ServiceView view = watching.join();
        List<Integer> heard = new CopyOnWriteArrayList<>();
        view.onChange(changed -> heard.add(changed.registrations().size()));
        first.send(Samples.up(11, "a"));
        Eventually.holds("the first change", () -> view.revision() == 11);
        server.connections.getFirst().close("planted");
        SmallServer.Watch second = server.nextWatch();
        assertThat(second.afterRevision()).isEqualTo(11);
        second.send(Samples.up(12, "b"));
        Eventually.holds("the second change", () -> view.registrations().size() == 2);
        assertThat(heard).containsExactly(0, 1, 2);
    }

    @Test
    void a_watch_begins_with_a_listing_when_the_session_could_not_be_resumed() {
        Stargazer stargazer = connect();
        CompletableFuture<ServiceView> watching =
                CompletableFuture.supplyAsync(() -> stargazer.watch("greeter"));
        server.nextWatch().send(new Update.Listing(10, false, List.of()));
        ServiceView view = watching.join();
        server.openedMs = 2;
        server.connections.getFirst().close("planted");
        SmallServer.Watch second = server.nextWatch();
        assertThat(second.afterRevision()).isZero();
        second.send(new Update.Listing(5, false, List.of(Samples.registration("a"))));
        second.send(Samples.up(6, "b"));
        Eventually.holds("the other history", () -> view.registrations().size() == 2);
        assertThat(view.revision()).isEqualTo(6);
    }

    @Test
    void a_listener_that_throws_does_not_blind_the_view() {
        Stargazer stargazer = connect();
        CompletableFuture<ServiceView> watching =
                CompletableFuture.supplyAsync(() -> stargazer.watch("greeter"));
        SmallServer.Watch first = server.nextWatch();
        first.send(new Update.Listing(10, false, List.of()));
        ServiceView view = watching.join();
        view.onChange(changed -> {
            if (changed.revision() == 11) {
                throw new IllegalStateException("planted: to be seen on the error output");
            }
        });
        first.send(Samples.up(11, "a"));
        SmallServer.Watch second = server.nextWatch();
        second.send(Samples.up(11, "a"));
        second.send(Samples.up(12, "b"));
        Eventually.holds("what came later", () -> view.registrations().size() == 2);
    }

    @Test
    void a_watch_that_was_refused_may_be_asked_for_again() {
        Stargazer stargazer = connect();
        server.beforeAnswer =
                () -> {
                    throw new Rejected(Status.PERMISSION_DENIED, "identity.forbidden", "planted");
                };
        assertThatThrownBy(() -> stargazer.consume("greeter", Greeter.class))
                .isInstanceOf(Rejected.class)
                .hasMessage("planted");
        server.beforeAnswer = () -> {};
        CompletableFuture<ServiceView> watching =
                CompletableFuture.supplyAsync(() -> stargazer.watch("greeter"));
        server.nextWatch().send(new Update.Listing(10, false, List.of()));
        assertThat(watching.join().revision()).isEqualTo(10);
    }

    @Test
    void a_service_is_offered_once_and_only_by_a_contract_that_can_travel() {
        Stargazer stargazer = connect();
        stargazer.provide("greeter", Greeter.class, name -> name);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stargazer.provide("greeter", Greeter.class, name -> name))
                .withMessageContaining("default/greeter/greet is bound already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stargazer.provide("text", String.class, "no interface"))
                .withMessageContaining("not an interface");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stargazer.consume("text", Runnable[].class))
                .withMessageContaining("not an interface");
        assertThat(server.registered).hasSize(1);
    }

    @Test
    void a_service_that_was_taken_back_or_refused_may_be_offered_again() {
        Stargazer stargazer = connect();
        stargazer.provide("greeter", Greeter.class, name -> name).close();
        server.beforeAnswer =
                () -> {
                    throw new Rejected(Status.PERMISSION_DENIED, "identity.forbidden", "planted");
                };
        assertThatThrownBy(() -> stargazer.provide("greeter", Greeter.class, name -> name))
                .hasMessage("planted");
        server.beforeAnswer = () -> {};
        Provision last = stargazer.provide("greeter", Greeter.class, name -> name);
        assertThat(server.registered).contains(last.instance().id());
    }

    @Test
    void an_illegal_offering_does_not_use_up_the_name() {
        Stargazer stargazer = connect();
        assertThatThrownBy(() ->
                        stargazer.provide(
                                "greeter", Greeter.class, name -> name, Offering.version("")))
                .isInstanceOf(Rejected.class);
        stargazer.provide("greeter", Greeter.class, name -> name, Offering.version("2"));
        assertThat(server.registered).hasSize(1);
    }

    @Test
    void closing_twice_is_closing_once() {
        Stargazer stargazer = connect();
        Provision provision = stargazer.provide("greeter", Greeter.class, name -> name);
        provision.close();
        List<String> once = List.copyOf(server.deregistered);
        stargazer.close();
        int ended = server.deregistered.size();
        stargazer.close();
        provision.close();
        assertThat(once).contains(provision.instance().id());
        // The keeper takes an offer back once more that is taken back while it registers it.
        assertThat(server.deregistered)
                .hasSize(ended)
                .hasSizeLessThanOrEqualTo(2)
                .containsOnly(provision.instance().id());
    }

    private Options options() {
        return Options.of(server.address(), "greeting", "a secret")
                .withCacheDirectory(folder)
                .withConnectTimeout(Duration.ofSeconds(60));
    }

    private Stargazer connect() {
        Stargazer stargazer = Stargazer.connect(options());
        opened.add(stargazer);
        return stargazer;
    }

    private ServerLink link() {
        ServerLink link =
                new ServerLink(
                        options(),
                        Tls.OFF,
                        new CallStatistics(),
                        (Keys keys) -> {},
                        new TaskLine());
        opened.add(link);
        return link;
    }

    private ServerLink connectedLink() {
        ServerLink link = link();
        link.firstConnection().join();
        return link;
    }

    private static String token(ServerLink link) {
        Eventually.holds("a token", () -> link.isConnected() || hasToken(link));
        return new String(link.credential().bytes(), StandardCharsets.UTF_8);
    }

    private static boolean hasToken(ServerLink link) {
        try {
            link.credential();
            return true;
        } catch (Unavailable none) {
            return false;
        }
    }
}
