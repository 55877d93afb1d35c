package io.stargazer.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Unavailable;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.api.identity.IdentityCommand.CreateNamespace;
import io.stargazer.core.Asked;
import io.stargazer.server.log.EntryCodec;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.ratis.Cluster;
import io.stargazer.server.log.ratis.Notebook;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * CL-1, CL-2: servers of two versions share a log while they are exchanged. The newer version is
 * this one, which in this test knows one command more.
 */
@Timeout(120)
class RollingUpgradeTest {

    private static final int NEWER_CAPABILITY = 999;

    @TempDir Path folder;

    private final Map<Notebook, Version> versions = new ConcurrentHashMap<>();
    private boolean isNewer;
    private long proposed;

    @SuppressWarnings("NullAway.Init") // begin() sets it
    private Cluster cluster;

    /** Three servers of the older version. */
    @BeforeEach
    void begin() throws Exception {
        cluster = new Cluster(folder, 1_000_000, this::newVersion);
        cluster.startThree();
        cluster.all().forEach(node -> cutOffWhenBroken(node.id()));
        propose();
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    private LogMachine newVersion(Notebook notebook) {
        Version version = new Version(notebook, isNewer);
        versions.put(notebook, version);
        return version;
    }

    private Version version(String id) {
        return Objects.requireNonNull(versions.get(cluster.node(id).notebook()));
    }

    /** A server is stopped, the others go on, and it comes back as this version. */
    private void exchange(String id, boolean forNewer) throws Exception {
        cluster.stop(id);
        propose();
        isNewer = forNewer;
        cluster.reconnect(id);
        cluster.start(id);
        cutOffWhenBroken(id);
    }

    /** As when its process has ended. */
    private void cutOffWhenBroken(String id) {
        var _ = cluster.node(id).notebook().failure.thenRun(() -> cluster.cutOff(id));
    }

    /** A command that both versions know is accepted, by whoever leads. */
    private void propose() throws Exception {
        propose(Asked.of("user:admin", new CreateNamespace("n" + (proposed + 1))).item());
    }

    private void proposeNewer() throws Exception {
        Sink command = new Sink();
        command.string("user:admin");
        command.unsigned(NEWER_CAPABILITY);
        propose(command.toArray());
    }

    /** Proposed until it is accepted, perhaps twice: as clients do when the leader changes. */
    private void propose(byte[] item) throws Exception {
        proposed++;
        byte[] entry = EntryCodec.encode(new EntryCodec.Header(1, proposed, 1), List.of(item));
        boolean isAccepted = false;
        while (!isAccepted) {
            try {
                cluster.leader().log().propose(entry).get(10, TimeUnit.SECONDS);
                isAccepted = true;
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(Unavailable.class);
            } catch (TimeoutException e) {
                assertThat(isNewer).as("the leader does not know what it proposed").isTrue();
            }
        }
    }

    /** Returns when the server knows all that the leader knows, and has the same state. */
    private void awaitSame(String id) throws Exception {
        Version leading = version(cluster.leader().id());
        Cluster.await(() -> version(id).isAsFarAs(leading));
        assertThat(version(id).machine.latest().hash()).isEqualTo(leading.machine.latest().hash());
        assertThat(cluster.node(id).notebook().failure).isNotDone();
    }

    @Test
    void servers_are_exchanged_one_after_the_other_while_commands_go_on() throws Exception {
        String last = cluster.leader().id();
        for (String id : List.of("s1", "s2", "s3")) {
            if (!id.equals(last)) {
                exchange(id, true);
                propose();
                awaitSame(id);
            }
        }
        exchange(last, true);
        proposeNewer();
        propose();
        for (String id : List.of("s1", "s2", "s3")) {
            awaitSame(id);
            assertThat(version(id).newerCommands.get()).isPositive();
        }
        assertThat(version("s1").machine.latest().identity().namespaces().size())
                .isEqualTo(proposed - 1);
    }

    @Test
    void a_server_of_the_older_version_stops_at_a_newer_command_until_it_is_exchanged()
            throws Exception {
        exchange("s2", true);
        awaitSame("s2");
        exchange("s1", true);
        awaitSame("s1");
        lead("s2");
        proposeNewer();
        assertStopsAtTheNewerCommand("s3");
        propose();
        exchange("s3", false);
        assertStopsAtTheNewerCommand("s3");
        exchange("s3", true);
        propose();
        awaitSame("s3");
        assertThat(version("s3").newerCommands.get()).isPositive();
    }

    /** Whoever proposes what the others do not know should not be one of them. */
    private void lead(String id) throws Exception {
        while (!cluster.leader().id().equals(id)) {
            try {
                cluster.leader().log().members().transferTo(id).get(30, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(Unavailable.class);
            }
        }
    }

    private void assertStopsAtTheNewerCommand(String id) throws Exception {
        assertThat(cluster.node(id).notebook().failure.get(30, TimeUnit.SECONDS).sentence())
                .contains("is of a newer version, use that program here as well", "999");
    }

    /** One version's machine: that of this one, and what it knows beside. */
    private static final class Version implements LogMachine {

        private final ControlMachine machine;
        private final Notebook notebook;
        private final boolean isNewer;
        private volatile long index;
        private final AtomicInteger newerCommands = new AtomicInteger();

        Version(Notebook notebook, boolean isNewer) {
            this.machine = new ControlMachine(notebook::failed);
            this.notebook = notebook;
            this.isNewer = isNewer;
        }

        boolean isAsFarAs(Version other) {
            return index >= other.index;
        }

        @Override
        public void apply(long at, byte[] entry) {
            EntryCodec.Entry whole = EntryCodec.decode(entry);
            List<byte[]> known = new ArrayList<>();
            for (byte[] item : whole.items()) {
                if (isNewer && isNewerCommand(item)) {
                    newerCommands.incrementAndGet();
                } else {
                    known.add(item);
                }
            }
            machine.apply(at, EntryCodec.encode(whole.header(), known));
            index = at;
        }

        private static boolean isNewerCommand(byte[] item) {
            Source source = new Source(item);
            String _ = source.string();
            return source.unsigned() == NEWER_CAPABILITY;
        }

        @Override
        public View view() {
            return machine.view();
        }

        @Override
        public void restore(long at, InputStream snapshot) throws IOException {
            machine.restore(at, snapshot);
            index = at;
        }

        @Override
        public void leading(boolean leading) {
            notebook.leading(leading);
        }

        @Override
        public void failed(String sentence, Throwable cause) {
            notebook.failed(sentence, cause);
        }
    }
}
