package io.stargazer.rpc.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.hostile.Fuzz;
import io.stargazer.rpc.hostile.HandChannel;
import io.stargazer.rpc.hostile.HandLoop;
import io.stargazer.rpc.hostile.LeakWatch;
import io.stargazer.rpc.hostile.Scribbles;
import io.stargazer.rpc.ring.FastPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * RP-9: a consumer at the door of who knows whom. Whatever is answered, it is in or it has failed,
 * once, and what comes after the 101 is handed on as it came.
 */
class HandshakeFuzzTest {

    private static final int ANSWERS = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final byte[] ANSWER =
            """
            HTTP/1.1 101 Switching Protocols
            connection: upgrade
            upgrade: stargazer-rpc
            stargazer-rpc-version: 1

            frames\
            """
                    .replace("\n", "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);

    private final LeakWatch watch = new LeakWatch();
    private int entered;
    private int failed;

    @AfterEach
    void restore() {
        watch.close();
    }

    @Test
    void whatever_is_answered_the_consumer_is_in_or_has_failed_once() {
        long played = Fuzz.run("HandshakeFuzzTest", ANSWERS, this::knock);
        assertThat(watch.leaks()).isEmpty();
        if (played >= ANSWERS) {
            assertThat(entered).isGreaterThan(ANSWERS / 10);
            assertThat(failed).isGreaterThan(ANSWERS / 10);
        }
    }

    private int knock(RandomGenerator random) throws Exception {
        HandLoop loop = new HandLoop();
        HandChannel channel = new HandChannel(loop, watch.allocator());
        Inside inside = new Inside();
        List<String> failures = new ArrayList<>();
        ClientHandshake.Outcome outcome =
                new ClientHandshake.Outcome(
                        context -> context.pipeline().addLast(inside), failures::add);
        channel.pipeline()
                .addLast(
                        new ClientHandshake(
                                new Address("provider", 1), PATIENCE, FastPath.NONE, outcome));
        channel.pipeline().fireChannelActive();
        StringBuilder asked = new StringBuilder();
        channel.drainTo(asked);
        assertThat(asked).startsWith("GET /rpc HTTP/1.1\r\n").endsWith("\r\n\r\n");
        byte[] answer = Scribbles.mutate(ANSWER, random);
        int from = 0;
        while (from < answer.length && channel.isOpen()) {
            int to = Math.min(answer.length, from + 1 + random.nextInt(answer.length));
            channel.arrive(answer, from, to);
            from = to;
            channel.checkException();
        }
        loop.pass(PATIENCE);
        if (inside.entered == 1) {
            assertThat(failures).isEmpty();
            assertThat(channel.isOpen()).isTrue();
            String text = new String(answer, StandardCharsets.ISO_8859_1);
            assertThat(text).endsWith(inside.heard);
            assertThat(text.indexOf("\r\n\r\n") + 4 + inside.heard.length())
                    .as("every byte after the head")
                    .isEqualTo(text.length());
            entered++;
        } else {
            assertThat(inside.entered).isZero();
            assertThat(failures).hasSize(1);
            assertThat(channel.isOpen()).isFalse();
            failed++;
        }
        channel.cut();
        assertThat(failures).hasSize(1 - inside.entered);
        assertThat(channel.strays()).isEmpty();
        assertThat(watch.bytesInUse()).as("bytes that were not released").isZero();
        loop.forgetTimers();
        return 1;
    }

    /** Where the upgrade leads. */
    private static final class Inside extends ChannelInboundHandlerAdapter {

        private final StringBuilder heard = new StringBuilder();
        private int entered;

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            entered++;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frames) {
            ByteBuf bytes = (ByteBuf) frames;
            heard.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }
    }
}
