package io.stargazer.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RG-2 over HTTP: server-sent events, as a browser reads them. */
class EventStreamTest {

    @TempDir static Path folder;
    static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, UnaryOperator.identity());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void watch_ends_when_its_reader_leaves() throws Exception {
        assertThat(watches()).isZero();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            String request =
                    "GET /api/v1/services/default/a/watch HTTP/1.1\r\nhost: a\r\nauthorization: Bearer "
                            + server.adminToken()
                            + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            awaitWatches(1);
        }
        awaitWatches(0);
    }

    private static void awaitWatches(int wanted) throws Exception {
        long end = System.nanoTime() + 10_000_000_000L;
        while (watches() != wanted && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(watches()).isEqualTo(wanted);
    }

    /** Sampled once a second. */
    private static int watches() throws Exception {
        return server.get("/api/v1/status").json().path("watches").asInt(-1);
    }
}
