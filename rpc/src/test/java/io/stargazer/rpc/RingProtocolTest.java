package io.stargazer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * RP-3, RP-9: the ring as the document tells it, spoken by hand, and what a provider does about a
 * peer that gets it wrong.
 */
@Timeout(20)
class RingProtocolTest {

    private static final int RING_BYTES = 64 << 10;

    private static final String UPGRADE =
            """
            GET /rpc HTTP/1.1
            Host: x
            Connection: Upgrade
            Upgrade: stargazer-rpc
            Stargazer-Rpc-Version: 1
            Stargazer-Rpc-Ring: 1

            """;

    @TempDir Path folder;

    private final AtomicInteger served = new AtomicInteger();
    private Loopback loopback;
    private Loopback.Running running;

    @BeforeEach
    void open() throws Exception {
        loopback = new Loopback(FastPath.NONE.withRing(RING_BYTES).withFolder(folder));
        running =
                loopback.serve(
                        new RpcSettings(
                                new ServiceTable().bindInline("raw", "echo", this::echo),
                                Loopback.BY_NAME),
                        0);
    }

    private byte[] echo(CallContext call, byte[] request) {
        served.incrementAndGet();
        return request;
    }

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    /** The memory, by offsets from the document. */
    private static final class Mapped {

        private final MappedByteBuffer memory;

        private Mapped(String path) throws IOException {
            try (RandomAccessFile file = new RandomAccessFile(path, "rw")) {
                memory = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, file.length());
                memory.order(ByteOrder.nativeOrder());
            }
        }

        private byte[] nonce() {
            byte[] nonce = new byte[16];
            memory.get(16, nonce);
            return nonce;
        }

        /** Appends to the ring towards the provider, which is asleep by then or soon reads. */
        private void write(byte[] bytes) {
            long tail = memory.getLong(1024);
            for (int at = 0; at < bytes.length; at++) {
                memory.put(4096 + (int) ((tail + at) % RING_BYTES), bytes[at]);
            }
            memory.putLong(1024, tail + bytes.length);
        }

        /** Waits until so many bytes were ever written towards the client. */
        private byte[] readUntil(int bytes) {
            Loopback.await("an answer in the ring", () -> memory.getLong(2048) >= bytes);
            byte[] read = new byte[bytes];
            memory.get(4096 + RING_BYTES, read);
            return read;
        }
    }

    private static String offered(RawClient client) throws IOException {
        client.text(UPGRADE.replace("\n", "\r\n"));
        String head = client.head();
        assertThat(head).startsWith("HTTP/1.1 101 ");
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("stargazer-rpc-ring: "))
                .map(line -> line.substring(20))
                .findFirst()
                .orElseThrow();
    }

    private static Mapped taken(RawClient client) throws IOException {
        Mapped mapped = new Mapped(offered(client));
        client.frame(15, 0, 0, mapped.nonce());
        RawClient.Frame answer = client.read();
        assertThat(answer.type()).isEqualTo(15);
        assertThat(answer.body()).containsExactly(1);
        return mapped;
    }

    private static byte[] frame(int type, byte[] body) {
        return ByteBuffer.allocate(10 + body.length)
                .putInt(6 + body.length)
                .put((byte) type)
                .put((byte) 0)
                .putInt(type == 4 ? 1 : 0)
                .put(body)
                .array();
    }

    private static byte[] login(String name) {
        return frame(1, ("\1" + name).getBytes(StandardCharsets.US_ASCII));
    }

    /** A doorbell that crossed the end makes it a reset. */
    private static boolean hasEnded(RawClient client) throws IOException {
        try {
            return client.isAtEnd();
        } catch (SocketException reset) {
            return true;
        }
    }

    private void awaitNoFiles() {
        Loopback.await(
                "no file is left",
                () -> {
                    try (Stream<Path> files = Files.list(folder)) {
                        return files.findAny().isEmpty();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void a_peer_that_shows_the_nonce_logs_in_through_the_ring() throws Exception {
        try (RawClient client = new RawClient(running.address())) {
            Mapped mapped = taken(client);
            awaitNoFiles();
            Loopback.await("the provider sleeps", () -> mapped.memory.getLong(1280) == 1);
            mapped.write(login("bob"));
            client.out.write(1);
            byte[] answer = mapped.readUntil(10 + 4 + 24);
            assertThat(answer[4]).as("LOGGED_IN").isEqualTo((byte) 2);
            assertThat(new String(answer, 10, 9, StandardCharsets.US_ASCII)).contains("bob");
        }
        Loopback.await("the end is seen", () -> running.server().connections() == 0);
    }

    @Test
    void what_was_written_before_the_end_is_read_though_nobody_rang() throws Exception {
        try (RawClient client = new RawClient(running.address())) {
            Mapped mapped = taken(client);
            mapped.write(login("bob"));
            client.out.write(1);
            byte[] unused = mapped.readUntil(10 + 4 + 24);
            Loopback.await("the provider sleeps", () -> mapped.memory.getLong(1280) == 1);
            mapped.write(frame(3, "\0\0\0\0\0raw/echo".getBytes(StandardCharsets.US_ASCII)));
            mapped.write(frame(4, new byte[3]));
        }
        Loopback.await("the end is seen", () -> running.server().connections() == 0);
        assertThat(served).hasValue(1);
    }

    @Test
    void a_sleeping_peer_is_woken_by_one_byte() throws Exception {
        try (RawClient client = new RawClient(running.address())) {
            Mapped mapped = taken(client);
            mapped.memory.putLong(2048 + 256, 1);
            mapped.write(login("bob"));
            client.out.write(1);
            assertThat(client.in.read()).isEqualTo(1);
            assertThat(mapped.memory.getLong(2048 + 256)).isZero();
        }
    }

    @Test
    void a_peer_that_shows_something_else_stays_on_the_socket() throws Exception {
        try (RawClient client = new RawClient(running.address())) {
            String path = offered(client);
            assertThat(Path.of(path)).exists();
            client.frame(15, 0, 0, new byte[16]);
            assertThat(client.read().body()).containsExactly(0);
            client.out.write(login("bob"));
            assertThat(client.readPast(11).type()).isEqualTo(2);
            awaitNoFiles();
        }
    }

    @Test
    void a_peer_that_leaves_the_offer_stays_on_the_socket() throws Exception {
        try (RawClient client = new RawClient(running.address())) {
            assertThat(offered(client)).startsWith(folder.toString());
            client.out.write(login("bob"));
            assertThat(client.readPast(11).type()).isEqualTo(2);
            awaitNoFiles();
        }
    }

    @Test
    void an_offer_ends_with_its_connection() throws Exception {
        try (RawClient client = new RawClient(running.address())) {
            assertThat(Path.of(offered(client))).exists();
        }
        awaitNoFiles();
    }

    @Test
    void the_ring_frame_makes_no_sense_where_nothing_was_offered() throws Exception {
        try (RawClient client = RawClient.upgraded(running.address())) {
            client.frame(15, 0, 0, new byte[16]);
            assertThat(client.readPast(11).type()).as("CLOSE").isEqualTo(14);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void positions_that_cannot_be_end_that_connection_only() throws Exception {
        for (long tail : new long[] {RING_BYTES + 1, -1, Long.MAX_VALUE}) {
            try (RawClient client = new RawClient(running.address())) {
                Mapped mapped = taken(client);
                mapped.memory.putLong(1024, tail);
                client.out.write(1);
                byte[] answer = mapped.readUntil(10 + 20);
                assertThat(answer[4]).as("CLOSE").isEqualTo((byte) 14);
                assertThat(new String(answer, 12, 18, StandardCharsets.US_ASCII))
                        .isEqualTo("rpc.malformed-ring");
                assertThat(hasEnded(client)).isTrue();
            }
        }
        for (long head : new long[] {1 << 20, -1}) {
            try (RawClient client = new RawClient(running.address())) {
                Mapped mapped = taken(client);
                mapped.write(login("bob"));
                client.out.write(1);
                byte[] unused = mapped.readUntil(10 + 4 + 24);
                mapped.write(frame(3, "\0\0\0\0\0raw/echo".getBytes(StandardCharsets.US_ASCII)));
                mapped.write(frame(4, new byte[40_000]));
                client.out.write(1);
                unused = mapped.readUntil(40_000);
                mapped.memory.putLong(2048 + 128, head);
                mapped.write(frame(4, new byte[40_000]));
                client.out.write(1);
                assertThat(hasEnded(client)).isTrue();
            }
        }
        assertThat(loopback.connect(running.address()).principal()).isEqualTo("user:alice");
    }

    @Test
    void garbage_in_the_ring_is_refused_as_on_a_socket() throws Exception {
        try (RawClient client = new RawClient(running.address())) {
            Mapped mapped = taken(client);
            mapped.write(frame(99, new byte[0]));
            client.out.write(1);
            byte[] answer = mapped.readUntil(10);
            assertThat(answer[4]).as("CLOSE").isEqualTo((byte) 14);
            assertThat(hasEnded(client)).isTrue();
        }
    }
}
