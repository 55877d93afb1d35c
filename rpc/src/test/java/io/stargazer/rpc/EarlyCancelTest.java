package io.stargazer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.stream.Nothing;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-5: a cancellation that comes in the same packet as its request. */
@Timeout(20)
class EarlyCancelTest {

    private static final int PAIRS = 300;

    private final Loopback loopback = new Loopback();

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    @Test
    void no_handler_is_left_behind_whenever_the_cancellation_comes() throws Exception {
        Loopback.Running running =
                loopback.serve(
                        new ServiceTable()
                                .bind("raw", "wait", (call, request) -> never())
                                .bindStream("raw", "give", (call, request) -> subscriber -> {})
                                .bindUpload("raw", "take", (call, request, items) -> never())
                                .bindDuplex(
                                        "raw",
                                        "talk",
                                        (call, request, items) -> {
                                            items.subscribe(new Collector<>(1));
                                            return Nothing.published();
                                        }));
        try (RawClient client = RawClient.upgraded(running.address())) {
            client.frame(1, 0, 0, new byte[] {1, 'b'});
            client.read();
            int index = 0;
            for (String name : new String[] {"wait", "give", "take", "talk"}) {
                String define = "\0\0\0" + (char) index++ + "\0raw/" + name;
                client.frame(3, 0, 0, define.getBytes(StandardCharsets.UTF_8));
            }
            for (int id = 1; id <= PAIRS; id++) {
                ByteArrayOutputStream packet = new ByteArrayOutputStream();
                DataOutputStream out = new DataOutputStream(packet);
                out.writeInt(9);
                out.writeByte(4);
                out.writeByte(id % 4);
                out.writeInt(id);
                out.write(new byte[] {(byte) (id % 4), 0, 0});
                out.writeInt(6);
                out.writeByte(7);
                out.writeByte(0);
                out.writeInt(id);
                client.out.write(packet.toByteArray());
            }
            for (int ended = 0; ended < PAIRS; ended++) {
                assertThat(client.readPast(10).type()).isIn(6, 9);
            }
            Thread.startVirtualThread(() -> answerPing(client));
            assertThat(running.server().drain(Duration.ofSeconds(10))).isTrue();
        }
    }

    /** Of the drain: GOAWAY, then PING. */
    private static void answerPing(RawClient client) {
        try {
            assertThat(client.readPast(10).type()).isEqualTo(13);
            RawClient.Frame ping = client.readPast(10);
            assertThat(ping.type()).isEqualTo(11);
            client.frame(12, 0, 0, ping.body());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] never() throws InterruptedException {
        new CountDownLatch(1).await();
        throw new AssertionError("nobody counts down");
    }
}
