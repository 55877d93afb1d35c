package io.stargazer.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.stargazer.rpc.hostile.Fuzz;
import io.stargazer.rpc.hostile.HandChannel;
import io.stargazer.rpc.hostile.HandLoop;
import io.stargazer.rpc.hostile.LeakWatch;
import io.stargazer.rpc.hostile.Scribbles;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.ring.RingOffers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * RP-9: the HTTP door of a provider. Whatever is said there is answered with one short refusal and
 * closed, or upgraded, or closed when the patience is over.
 */
class UpgradeFuzzTest {

    private static final int REQUESTS = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final byte[] REQUEST =
            """
            GET /rpc HTTP/1.1
            Host: 10.0.0.7:6600
            Connection: Upgrade
            Upgrade: stargazer-rpc
            Stargazer-Rpc-Version: 1

            """
                    .replace("\n", "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);

    private final LeakWatch watch = new LeakWatch();
    private final Set<String> answers = new TreeSet<>();

    @AfterEach
    void restore() {
        watch.close();
    }

    @Test
    void whatever_is_said_at_the_door_is_upgraded_refused_or_cut_off() {
        long played = Fuzz.run("UpgradeFuzzTest", REQUESTS, this::knock);
        assertThat(watch.leaks()).isEmpty();
        if (played >= REQUESTS) {
            assertThat(answers).containsExactly("101", "400", "404", "408", "426");
        }
    }

    private int knock(RandomGenerator random) throws Exception {
        HandLoop loop = new HandLoop();
        HandChannel channel = new HandChannel(loop, watch.allocator());
        Inside inside = new Inside();
        channel.pipeline().addLast(RpcServer.codec());
        channel.pipeline()
                .addLast(
                        new ServerUpgrade(
                                PATIENCE,
                                new RingOffers(FastPath.NONE),
                                context -> context.pipeline().addLast(inside)));
        byte[] request = Scribbles.mutate(REQUEST, random);
        StringBuilder said = new StringBuilder();
        int from = 0;
        while (from < request.length && channel.isOpen()) {
            int to = Math.min(request.length, from + 1 + random.nextInt(request.length));
            channel.arrive(request, from, to);
            from = to;
            channel.drainTo(said);
            channel.checkException();
        }
        loop.pass(PATIENCE);
        channel.drainTo(said);
        if (inside.entered) {
            assertThat(said).startsWith("HTTP/1.1 101 ").endsWith("\r\n\r\n");
            assertThat(channel.isOpen()).isTrue();
        } else {
            assertThat(said).matches("(?s)HTTP/1.1 4\\d\\d [ A-Za-z]+\r\n.*\r\n\r\n[^\r]*\n");
            assertThat(said.length()).isLessThan(300);
            assertThat(channel.isOpen()).isFalse();
        }
        assertThat(said.indexOf("HTTP/1.1", 1)).as("one answer").isNegative();
        answers.add(said.substring(9, 12));
        channel.cut();
        assertThat(channel.strays()).isEmpty();
        assertThat(watch.bytesInUse()).as("bytes that were not released").isZero();
        loop.forgetTimers();
        return 1;
    }

    /** Where the upgrade leads. */
    private static final class Inside extends ChannelInboundHandlerAdapter {

        private boolean entered;

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            entered = true;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frames) {
            ReferenceCountUtil.release(frames);
        }
    }
}
