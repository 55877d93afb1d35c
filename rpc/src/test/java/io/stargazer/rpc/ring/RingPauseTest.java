package io.stargazer.rpc.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.hostile.FrameStream.Frame;
import io.stargazer.rpc.hostile.Script;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RP-3, RP-9: a caller that writes into its ring and does not read what comes back. */
@Timeout(60)
class RingPauseTest {

    private static final RpcMethod COUNT = RpcMethod.raw("raw", "count");
    private static final int RING_BYTES = 64 << 10;
    private static final int ANSWER_BYTES = 1_000;
    private static final int MANY = 20_000;

    /** No ping and no timer wakes anybody here. */
    private static final RpcLimits LIMITS =
            new RpcLimits(
                    1 << 20,
                    8,
                    8,
                    0,
                    64 << 10,
                    new RpcLimits.Times(
                            Duration.ofSeconds(30),
                            Duration.ofSeconds(30),
                            Duration.ofMinutes(10),
                            3),
                    RpcLimits.Handlers.DEFAULT);

    @TempDir Path folder;

    private final AtomicInteger served = new AtomicInteger();
    private RpcServer server;
    private RpcClient client;
    private RpcConnection other;
    private HandRing caller;
    private int said;

    @BeforeEach
    void connect() throws Exception {
        ServiceTable services =
                new ServiceTable()
                        .bindInline(
                                "raw",
                                "count",
                                (call, request) -> {
                                    served.incrementAndGet();
                                    return new byte[ANSWER_BYTES];
                                });
        FastPath ring = FastPath.NONE.withRing(RING_BYTES).withFolder(folder);
        server =
                new RpcServer(
                        new RpcSettings(services, Loopback.BY_NAME)
                                .withLimits(LIMITS)
                                .withFastPath(ring));
        Address address = new Address("127.0.0.1", server.listen("127.0.0.1", 0, 1).getPort());
        client = new RpcClient(LIMITS, CallObserver.NONE, 1);
        other = client.connect(address, Loopback.ALICE).get(10, TimeUnit.SECONDS);
        caller = HandRing.enter(address, folder);
        assertThat(caller.say(Script.define(0, "raw/count"))).isTrue();
    }

    @AfterEach
    void close() throws Exception {
        caller.close();
        client.close();
        server.close();
    }

    @Test
    void a_caller_that_does_not_read_its_answers_is_not_listened_to() throws Exception {
        sayAllThatIsTaken();
        assertThat(said).isLessThan(MANY);
        int most = (RING_BYTES * 2 + LIMITS.outgoingBytes()) / ANSWER_BYTES;
        // The last piece that is read may hold more short requests than long answers wait already.
        int piece = RING_BYTES / request(1).length;
        assertThat(served.get()).isLessThanOrEqualTo(most + piece + 2);
    }

    @Test
    void a_caller_that_reads_again_is_listened_to_again_at_once() throws Exception {
        sayAllThatIsTaken();
        assertThat(said).isLessThan(MANY);
        List<Frame> answers = new ArrayList<>();
        Loopback.await(
                "every call is answered",
                () -> answers.addAll(caller.hear()) && answers.size() == said);
        // What one piece brought while the answers already waited is refused, not lost.
        List<Frame> refused =
                answers.stream().filter(answer -> answer.type() != Script.RESPONSE).toList();
        assertThat(refused)
                .allSatisfy(answer -> {
                    assertThat(answer.type()).isEqualTo(Script.ERROR);
                    assertThat(answer.flags()).as("never begun").isEqualTo(1);
                    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                            .contains("rpc.outgoing-full");
                });
        assertThat(answers.size() - refused.size()).isEqualTo(served.get());
        assertThat(caller.hasRoom(RING_BYTES)).isTrue();
    }

    private void sayAllThatIsTaken() throws Exception {
        boolean taken = true;
        while (taken && said < MANY) {
            taken = false;
            while (said < MANY && caller.say(request(said + 1))) {
                said++;
                taken = true;
            }
            // Its event loop looks at the ring before it answers somebody else.
            for (int round = 0; round < 3; round++) {
                byte[] unused = other.call(COUNT, new byte[0], CallOptions.DEFAULT).get();
                served.decrementAndGet();
            }
        }
    }

    private static byte[] request(int id) {
        return Script.frame(Script.REQUEST, 0, id, new byte[] {0, 0, 0, 1, 2, 3, 4, 5, 6, 7});
    }
}
