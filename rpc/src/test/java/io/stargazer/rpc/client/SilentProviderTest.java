package io.stargazer.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RawProvider;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-2: a provider that is gone without a word, as when its machine has lost its power. */
@Timeout(30)
class SilentProviderTest {

    private static final int PING = 11;

    private final Loopback loopback = new Loopback();
    private final CompletableFuture<Integer> pings = new CompletableFuture<>();

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    /**
     * Lets the caller in, then reads and never answers; counts the PINGs until the caller leaves.
     */
    private void welcomeAndFallSilent(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            RawProvider.welcome(socket);
            pings.complete(countPings(new DataInputStream(socket.getInputStream())));
        } catch (IOException | RuntimeException | AssertionError failed) {
            pings.completeExceptionally(failed);
        }
    }

    private static int countPings(DataInputStream in) throws IOException {
        int count = 0;
        while (true) {
            int type = RawProvider.frame(in);
            if (type < 0) {
                return count;
            }
            count += type == PING ? 1 : 0;
        }
    }

    @Test
    void missed_pings_end_the_connection_and_its_open_calls() throws Exception {
        try (ServerSocket listener = new ServerSocket(0)) {
            Thread provider = Thread.ofVirtual().start(() -> welcomeAndFallSilent(listener));
            RpcConnection connection =
                    loopback.client(Loopback.IMPATIENT, CallObserver.NONE)
                            .connect(
                                    new Address("127.0.0.1", listener.getLocalPort()),
                                    Loopback.ALICE)
                            .get(5, TimeUnit.SECONDS);
            Failure failure =
                    connection
                            .call(RpcMethod.raw("test", "echo"), new byte[0], CallOptions.DEFAULT)
                            .handle((bytes, thrown) -> (Failure) thrown)
                            .get(20, TimeUnit.SECONDS);
            assertThat(failure)
                    .isInstanceOf(Unavailable.Indeterminate.class)
                    .hasMessageContaining("the provider has been silent for too long");
            assertThat(connection.isReady()).isFalse();
            assertThat(pings.get(20, TimeUnit.SECONDS)).isBetween(2, 3);
            provider.join();
        }
    }
}
