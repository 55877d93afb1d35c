package io.stargazer.rpc.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RP-3: two processes, one of which is killed with SIGKILL. */
@Timeout(60)
class RingProcessesTest {

    private static final RpcMethod ECHO = RpcMethod.raw("raw", "echo");
    private static final RpcMethod NEVER = RpcMethod.raw("raw", "never");

    @TempDir Path folder;

    @Test
    void a_killed_provider_fails_what_was_open_and_leaves_nothing() throws Exception {
        try (RingPeer provider = RingPeer.start("serve", folder);
                RpcClient client =
                        new RpcClient(
                                RpcLimits.DEFAULT,
                                CallObserver.NONE,
                                1,
                                RingPeer.fastPath(folder))) {
            int port = Integer.parseInt(provider.say("port"));
            RpcConnection connection =
                    client.connect(new Address("127.0.0.1", port), Loopback.ALICE)
                            .get(10, TimeUnit.SECONDS);
            assertThat(connection.sharesMemory()).isTrue();
            byte[] large = new byte[1 << 20];
            Arrays.fill(large, (byte) 3);
            assertThat(connection.call(ECHO, large, CallOptions.DEFAULT).get()).isEqualTo(large);
            assertThat(namesLeft()).isEmpty();
            assertThat(isMapped()).isTrue();

            CompletableFuture<byte[]> open =
                    connection.call(NEVER, new byte[1], CallOptions.DEFAULT);
            assertThat(connection.call(ECHO, new byte[1], CallOptions.DEFAULT).get()).hasSize(1);
            provider.kill();
            assertThat(statusOf(open)).isEqualTo(Status.INDETERMINATE);
            assertThat(connection.isReady()).isFalse();
            Loopback.await("the memory is given back", () -> !isMapped());
            assertThat(namesLeft()).isEmpty();
        }
    }

    @Test
    void a_killed_caller_is_noticed_and_leaves_nothing() throws Exception {
        RpcSettings settings =
                new RpcSettings(RingPeer.services(), Loopback.BY_NAME)
                        .withFastPath(RingPeer.fastPath(folder));
        try (RpcServer server = new RpcServer(settings)) {
            int port = server.listen("127.0.0.1", 0, 1).getPort();
            for (int round = 0; round < 2; round++) {
                try (RingPeer caller = RingPeer.start("call", folder, port)) {
                    assertThat(caller.say("shares")).isEqualTo("true");
                    assertThat(server.connections()).isEqualTo(1);
                    assertThat(isMapped()).isTrue();
                    caller.kill();
                    Loopback.await("the caller is gone", () -> server.connections() == 0);
                    Loopback.await("the memory is given back", () -> !isMapped());
                    assertThat(namesLeft()).isEmpty();
                }
            }
        }
    }

    /** Touching memory beyond the end of its file is the nearest thing to a crash. */
    @Test
    void a_file_that_is_cut_short_ends_that_connection_and_no_event_loop() throws Exception {
        try (RingPeer provider = RingPeer.start("serve", folder)) {
            int port = Integer.parseInt(provider.say("port"));
            for (int round = 0; round < 2; round++) {
                try (RingPeer caller = RingPeer.start("call", folder, port)) {
                    assertThat(caller.say("shares")).isEqualTo("true");
                    String unused = caller.say("warm");
                    provider.cutRing();
                    assertThat(caller.say("failed")).contains("Unavailable");
                }
            }
        }
    }

    private static Status statusOf(CompletableFuture<byte[]> call) throws Exception {
        try {
            byte[] unused = call.get(10, TimeUnit.SECONDS);
            return Status.OK;
        } catch (ExecutionException failed) {
            return ((Failure) Objects.requireNonNull(failed.getCause())).status();
        }
    }

    private Stream<Path> namesLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().stream();
        }
    }

    private boolean isMapped() {
        try {
            return Files.readString(Path.of("/proc/self/maps")).contains(folder.toString());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
