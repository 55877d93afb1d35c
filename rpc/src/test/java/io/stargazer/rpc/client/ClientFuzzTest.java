package io.stargazer.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ResourceLeakDetector;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.wire.FrameReader;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.LoggedIn;
import io.stargazer.rpc.wire.Mutations;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A consumer under the mutated frames of a provider gone mad (RP-9). Seeded like the provider's.
 */
class ClientFuzzTest {

    private static final int FRAMES = Integer.getInteger("fuzz.frames", 100_000) / 4;
    private static final long SEED = Long.getLong("fuzz.seed", 20_261_120L);
    private static final CallTerms FOREVER =
            new CallTerms(CallContext.NO_DEADLINE, Metadata.EMPTY, null);

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

    @BeforeEach
    void watchForLeaks() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @AfterEach
    void restore() {
        ResourceLeakDetector.setLevel(before);
    }

    @Test
    void no_frame_does_more_than_close_its_own_connection_and_every_call_ends() {
        Random random = new Random(SEED);
        RpcMethod method = RpcMethod.raw("raw", "echo");
        for (int sent = 0; sent < FRAMES; ) {
            EmbeddedChannel channel = new EmbeddedChannel();
            channel.config().setAllocator(allocator);
            ClientConnection wire =
                    new ClientConnection(channel, RpcLimits.DEFAULT, CallObserver.NONE);
            channel.pipeline().addLast(new FrameReader(wire, 1 << 20));
            CompletableFuture<LoggedIn> login = new CompletableFuture<>();
            wire.login(new Credential(1, new byte[] {1}), login);
            write(channel, loggedIn());
            assertThat(login).isCompleted();
            List<ClientCall> calls = new ArrayList<>();
            for (int at = 0; at < 20 && channel.isOpen(); at++) {
                ClientCall call = new ClientCall(wire, method, new byte[] {1, 2}, FOREVER, 0);
                if (wire.submit(call)) {
                    calls.add(call);
                }
                channel.runPendingTasks();
                sent++;
                write(channel, Mutations.mutate(valid(random), random));
            }
            ByteBuf out;
            while ((out = channel.readOutbound()) != null) {
                out.release();
            }
            channel.finishAndReleaseAll();
            channel.checkException();
            assertThat(calls)
                    .as("every call ends, seed %d, frame %d", SEED, sent)
                    .allSatisfy(call -> assertThat(call).isDone());
            assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
                    .as("bytes not released, seed %d, frame %d", SEED, sent)
                    .isZero();
        }
    }

    private void write(EmbeddedChannel channel, byte[] bytes) {
        channel.writeInbound(allocator.buffer(Math.max(1, bytes.length)).writeBytes(bytes));
    }

    private static byte[] loggedIn() {
        byte[] body = new byte[26];
        body[0] = 1;
        body[1] = 'x';
        body[2] = 0x7F;
        for (int at = 13; at < 26; at += 4) {
            body[at] = 127;
        }
        return Mutations.frame(FrameType.LOGGED_IN, 0, 0, body);
    }

    private static byte[] valid(Random random) {
        int id = 1 + random.nextInt(6);
        byte[] error = {3, 1, 'c', 1, 's'};
        return switch (random.nextInt(8)) {
            case 0, 1 -> Mutations.frame(FrameType.RESPONSE, 0, id, new byte[] {7});
            case 2 -> Mutations.frame(FrameType.ERROR, random.nextInt(2), id, error);
            case 3 -> Mutations.frame(FrameType.ITEM, 0, id, new byte[] {7});
            case 4 -> Mutations.frame(FrameType.END, 0, id, new byte[0]);
            case 5 -> Mutations.frame(FrameType.PING, 0, 0, new byte[8]);
            case 6 -> Mutations.frame(FrameType.GOAWAY, 0, 0, new byte[] {1, 'r'});
            default -> Mutations.frame(FrameType.CLOSE, 0, 0, error);
        };
    }
}
