package io.stargazer.server.log.succession;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.server.log.Member;
import io.stargazer.server.log.PeerCall;
import io.stargazer.server.log.PeerTransport;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** CL-2: when a leader that is gone is replaced at once, by whom, and when not. */
class SuccessionTest {

    private static final String LEADER = "s3";

    private final Map<String, Fake> servers = new ConcurrentHashMap<>();
    private final BlockingQueue<String> stood = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        servers.values().forEach(server -> server.succession.close());
    }

    @Test
    void of_equals_the_first_by_name_stands() throws Exception {
        voters("s1", "s2");
        allFindItGone();
        lose("s2", "s1");
        assertThat(stood.poll(10, SECONDS)).isEqualTo("s1");
    }

    @Test
    void who_has_more_entries_stands() throws Exception {
        voters("s1", "s2");
        server("s2").lastIndex = 101;
        allFindItGone();
        lose("s1", "s2");
        assertThat(stood.poll(10, SECONDS)).isEqualTo("s2");
    }

    @Test
    void a_later_term_counts_for_more_than_more_entries() throws Exception {
        voters("s1", "s2");
        server("s1").lastIndex = 200;
        server("s2").lastTerm = 8;
        allFindItGone();
        lose("s1", "s2");
        assertThat(stood.poll(10, SECONDS)).isEqualTo("s2");
    }

    @Test
    void leader_that_only_one_finds_gone_stays() throws Exception {
        voters("s1", "s2");
        server("s1").findsGone.add(LEADER);
        server("s1").succession.lost(LEADER);
        assertThat(server("s2").asked.tryAcquire(8, 10, SECONDS)).as("asked again").isTrue();
        assertThat(stood).isEmpty();
    }

    @Test
    void three_of_five_are_enough() throws Exception {
        voters("s1", "s2", "s4", "s5");
        allFindItGone();
        servers.remove("s4");
        server("s1").succession.lost(LEADER);
        assertThat(stood.poll(10, SECONDS)).isEqualTo("s1");
    }

    @Test
    void who_does_not_answer_does_not_agree() throws Exception {
        voters("s1", "s2", "s4", "s5");
        allFindItGone();
        servers.remove("s4");
        servers.remove("s5");
        server("s1").succession.lost(LEADER);
        assertThat(server("s2").asked.tryAcquire(8, 10, SECONDS)).as("asked again").isTrue();
        assertThat(stood).as("two of five").isEmpty();
    }

    @Test
    void who_follows_somebody_else_by_now_does_not_agree() throws Exception {
        voters("s1", "s2");
        allFindItGone();
        server("s2").leader = "s9";
        server("s2").findsGone.add("s9");
        server("s1").succession.lost(LEADER);
        assertThat(server("s2").asked.tryAcquire(8, 10, SECONDS)).as("asked again").isTrue();
        assertThat(stood).isEmpty();
    }

    @Test
    void nobody_stands_while_it_is_being_changed_who_votes() throws Exception {
        voters("s1", "s2");
        allFindItGone();
        server("s1").isChanging = true;
        server("s1").succession.lost(LEADER);
        assertThat(server("s1").looked.tryAcquire(8, 10, SECONDS)).as("looked again").isTrue();
        assertThat(stood).isEmpty();
    }

    @Test
    void loss_of_somebody_who_does_not_lead_moves_nobody() throws Exception {
        voters("s1", "s2");
        allFindItGone();
        server("s1").succession.lost("s2");
        server("s1").succession.lost(LEADER);
        assertThat(stood.poll(10, SECONDS)).isEqualTo("s1");
        assertThat(server("s2").asked.availablePermits()).isEqualTo(1);
    }

    /** Followers of {@link #LEADER}, which is a voter, too. */
    private void voters(String... ids) {
        for (String id : ids) {
            servers.put(id, new Fake(id, List.of(ids)));
        }
    }

    private void allFindItGone() {
        servers.values().forEach(server -> server.findsGone.add(LEADER));
    }

    private void lose(String... ids) {
        for (String id : ids) {
            server(id).succession.lost(LEADER);
        }
    }

    private Fake server(String id) {
        return Objects.requireNonNull(servers.get(id));
    }

    /** A follower as far as its succession sees it, and what lies between it and the others. */
    private final class Fake implements Voter, PeerTransport {
        private final String id;
        private final List<String> voters;
        private final Succession succession;
        private final Set<String> findsGone = ConcurrentHashMap.newKeySet();

        /** One for each time that another asked, or that this one looked for itself. */
        private final Semaphore asked = new Semaphore(0);

        private final Semaphore looked = new Semaphore(0);
        private volatile String leader = LEADER;
        private volatile long lastTerm = 7;
        private volatile long lastIndex = 100;
        private volatile boolean isChanging;

        Fake(String id, List<String> voters) {
            this.id = id;
            this.voters = voters;
            this.succession = new Succession(id, this, this);
        }

        @Override
        public Standing standing() {
            return new Standing(leader, 7, lastTerm, lastIndex);
        }

        @Override
        public List<String> others() {
            looked.release();
            return isChanging
                    ? List.of()
                    : Stream.concat(
                                    voters.stream().filter(voter -> !voter.equals(id)),
                                    Stream.of(LEADER))
                            .toList();
        }

        @Override
        public boolean stand(Standing since) {
            stood.add(id);
            return true;
        }

        @Override
        public CompletableFuture<byte[]> send(String peer, PeerCall call, byte[] request) {
            @Nullable Fake other = servers.get(peer);
            if (other == null) {
                return CompletableFuture.failedFuture(new IOException("not there"));
            }
            byte[] answer = other.succession.answer(request);
            other.asked.release();
            return CompletableFuture.completedFuture(answer);
        }

        @Override
        public void know(Collection<Member> members) {}

        @Override
        public void onLost(Consumer<String> action) {}

        @Override
        public boolean isGone(String peer) {
            return findsGone.contains(peer);
        }

        @Override
        public List<Member> located(List<Member> members) {
            return members;
        }
    }
}
