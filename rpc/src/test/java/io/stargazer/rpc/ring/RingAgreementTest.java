package io.stargazer.rpc.ring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RawClient;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.hostile.HandChannel;
import io.stargazer.rpc.hostile.HandLoop;
import io.stargazer.rpc.hostile.Script;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** RP-3, RP-9: what is made for a caller that asks for a ring, when, and by whom. */
@Timeout(60)
class RingAgreementTest {

    private static final RpcLimits PATIENT =
            RpcLimits.DEFAULT.withTimes(
                    new RpcLimits.Times(
                            Duration.ofMinutes(5),
                            Duration.ofMinutes(5),
                            Duration.ofMinutes(5),
                            3));

    @TempDir Path folder;

    private FastPath ring() {
        return FastPath.NONE.withRing(64 << 10).withFolder(folder);
    }

    private RpcServer server(FastPath fastPath) {
        return new RpcServer(
                new RpcSettings(new ServiceTable(), Loopback.BY_NAME)
                        .withLimits(PATIENT)
                        .withFastPath(fastPath));
    }

    @Test
    void strangers_share_a_few_rings_and_the_others_are_served_on_the_socket() throws Exception {
        Deque<RawClient> holders = new ArrayDeque<>();
        try (RpcServer server = server(ring())) {
            Address address = new Address("127.0.0.1", server.listen("127.0.0.1", 0, 2).getPort());
            for (int more = 0; more < RingOffers.FOR_STRANGERS; more++) {
                RawClient holder = HandRing.ask(address);
                holders.add(holder);
                assertThat(HandRing.offer(holder)).hasSize(1);
            }
            for (int more = 0; more < 10; more++) {
                RawClient refused = HandRing.ask(address);
                holders.add(refused);
                assertThat(HandRing.offer(refused)).isEmpty();
            }
            assertThat(filesMade()).isEqualTo(RingOffers.FOR_STRANGERS);
            RawClient onSocket = holders.getLast();
            onSocket.frame(Script.LOGIN, 0, 0, new byte[] {1, 'b', 'o', 'b'});
            assertThat(onSocket.read().type()).isEqualTo(Script.LOGGED_IN);

            holders.removeFirst().close();
            // One that has logged in counts no more, and leaves its place to the next.
            for (int more = 0; more < 3; more++) {
                HandRing known = enterWhenThereIsRoom(address);
                known.close();
            }
        } finally {
            for (RawClient holder : holders) {
                holder.close();
            }
        }
    }

    private HandRing enterWhenThereIsRoom(Address address) {
        List<HandRing> entered = new ArrayList<>();
        Loopback.await(
                "there is room for another ring",
                () -> {
                    try {
                        HandRing.tryEnter(address, folder).ifPresent(entered::add);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    return !entered.isEmpty();
                });
        return entered.getFirst();
    }

    private long filesMade() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void those_who_have_logged_in_keep_their_rings_and_take_no_place() throws Exception {
        List<HandRing> known = new ArrayList<>();
        try (RpcServer server = server(ring())) {
            Address address = new Address("127.0.0.1", server.listen("127.0.0.1", 0, 1).getPort());
            for (int more = 0; more < RingOffers.FOR_STRANGERS + 8; more++) {
                known.add(HandRing.enter(address, folder));
            }
        } finally {
            for (HandRing each : known) {
                each.close();
            }
        }
    }

    @Test
    void the_file_has_lost_its_name_when_the_answer_leaves() throws Exception {
        HandLoop loop = new HandLoop();
        HandChannel channel = new HandChannel(loop, UnpooledByteBufAllocator.DEFAULT);
        RingOffer offer = RingFile.make(ring());
        List<Boolean> named = new ArrayList<>();
        channel.pipeline()
                .addLast(
                        new ChannelOutboundHandlerAdapter() {
                            @Override
                            public void write(
                                    ChannelHandlerContext context,
                                    Object answer,
                                    ChannelPromise promise) {
                                named.add(Files.exists(offer.path()));
                                context.write(answer, promise);
                            }
                        })
                .addLast(new RingDoor(offer, Duration.ofSeconds(5), context -> {}));
        byte[] shown = Script.frame(RingUpgrade.FRAME_TYPE, 0, 0, offer.memory().nonce());
        channel.arrive(shown, 0, shown.length);
        assertThat(named).containsExactly(false);
        channel.cut();
        channel.releaseOutbound();
        loop.forgetTimers();
    }

    @Test
    void a_caller_opens_the_file_on_no_event_loop() throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger(RingRequest.class);
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        log.addAppender(said);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        try (RpcServer server = server(ring());
                RpcClient client =
                        new RpcClient(
                                PATIENT, CallObserver.NONE, 1, ring().withFolder(elsewhere))) {
            int port = server.listen("127.0.0.1", 0, 1).getPort();
            assertThat(
                            client.connect(new Address("127.0.0.1", port), Loopback.ALICE)
                                    .get(20, TimeUnit.SECONDS)
                                    .sharesMemory())
                    .isFalse();
            assertThat(said.list)
                    .extracting(ILoggingEvent::getThreadName)
                    .containsExactly("rpc-ring-request");
        } finally {
            log.detachAppender(said);
        }
    }
}
