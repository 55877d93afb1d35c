package io.stargazer.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Loopback;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-2: a provider that is gone without a word, as when its machine has lost its power. */
@Timeout(30)
class SilentProviderTest {

    private static final int LOGIN = 1;
    private static final int LOGGED_IN = 2;
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
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            out.write(
                    "HTTP/1.1 101 Switching Protocols\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(frame(in)).isEqualTo(LOGIN);
            byte[] name = "bob".getBytes(StandardCharsets.UTF_8);
            out.writeInt(6 + 1 + name.length + 24);
            out.writeByte(LOGGED_IN);
            out.writeByte(0);
            out.writeInt(0);
            out.writeByte(name.length);
            out.write(name);
            out.writeLong(Long.MAX_VALUE);
            out.writeInt(1 << 20);
            out.writeInt(100);
            out.writeInt(100);
            out.writeInt(100);
            out.flush();
            pings.complete(countPings(in));
        } catch (IOException | RuntimeException | AssertionError failed) {
            pings.completeExceptionally(failed);
        }
    }

    private static int countPings(DataInputStream in) throws IOException {
        int count = 0;
        while (true) {
            int type = frame(in);
            if (type < 0) {
                return count;
            }
            count += type == PING ? 1 : 0;
        }
    }

    /** The type of the next frame, -1 at the end. */
    private static int frame(DataInputStream in) throws IOException {
        byte[] length = in.readNBytes(4);
        if (length.length < 4) {
            return -1;
        }
        byte[] rest = new byte[java.nio.ByteBuffer.wrap(length).getInt()];
        in.readFully(rest);
        return rest[0];
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
