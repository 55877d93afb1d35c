package io.stargazer.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.Address;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.hostile.Fuzz;
import io.stargazer.rpc.hostile.FuzzedTypes;
import io.stargazer.rpc.hostile.Gives;
import io.stargazer.rpc.hostile.HandLine;
import io.stargazer.rpc.hostile.LeakWatch;
import io.stargazer.rpc.hostile.ProviderBook;
import io.stargazer.rpc.hostile.Script;
import io.stargazer.rpc.wire.FrameReader;
import io.stargazer.rpc.wire.LoggedIn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * RP-9: a consumer under the mutated frames of providers gone mad. Whatever comes, the connection
 * goes on, or closes with one documented reason; every call ends once; no buffer stays behind.
 */
class ClientFuzzTest {

    private static final int FRAMES = 500_000;

    /** Where nothing streams; GOAWAY comes seldom enough by itself, for after it are no calls. */
    private static final int[] CALLS = {
        Script.RESPONSE,
        Script.RESPONSE,
        Script.RESPONSE,
        Script.ERROR,
        Script.PING,
        Script.PONG,
        Script.LOGGED_IN
    };

    private static final int[] STREAMS = {
        Script.RESPONSE,
        Script.ERROR,
        Script.ITEM,
        Script.ITEM,
        Script.END,
        Script.CREDIT,
        Script.CREDIT,
        Script.PING
    };

    private static final Address PROVIDER = new Address("provider", 1);

    private final RpcClient client = new RpcClient();
    private final LeakWatch watch = new LeakWatch();
    private int polite;
    private final Set<String> codes = new TreeSet<>();
    private final FuzzedTypes types = new FuzzedTypes();

    @AfterEach
    void restore() {
        watch.close();
        client.close();
    }

    @Test
    void no_frame_does_more_than_close_its_own_connection_and_every_call_ends() {
        long played = Fuzz.run("ClientFuzzTest", FRAMES, random -> new Session(random).play());
        assertThat(watch.leaks()).isEmpty();
        if (played >= FRAMES) {
            assertThat(types.seldom(FRAMES / 10_000)).as("types hardly mutated").isEmpty();
            assertThat(polite)
                    .as("sessions that were played to the end")
                    .isGreaterThan(FRAMES / 100);
            assertThat(codes)
                    .containsExactlyInAnyOrder("rpc.malformed-frame", "rpc.frame-too-large");
        }
    }

    /** One connection from its beginning to its end. */
    private final class Session {

        private final RandomGenerator random;
        private final ProviderBook book = new ProviderBook(HandLine.FRAME_BYTES);
        private final HandLine line;
        private final AtomicInteger observed = new AtomicInteger();
        private final ClientConnection wire;
        private final RpcConnection connection;
        private final List<CompletableFuture<?>> calls = new ArrayList<>();
        private final List<CompletableFuture<?>> logins = new ArrayList<>();
        private final List<CompletableFuture<?>> uploads = new ArrayList<>();
        private final List<Listener> listeners = new ArrayList<>();
        private final boolean streams;
        private int parts;

        Session(RandomGenerator random) throws Exception {
            this.random = random;
            this.streams = random.nextInt(8) == 0;
            line = new HandLine(random, watch, book, () -> {});
            wire =
                    new ClientConnection(
                            line.channel(),
                            HandLine.LIMITS,
                            (service, method, who, status, nanos) -> {
                                if (!method.equals("items")) {
                                    observed.incrementAndGet();
                                }
                            });
            LoginRenewal never =
                    new LoginRenewal(client, PROVIDER, wire, () -> new Credential(1, new byte[1]));
            connection = new RpcConnection(PROVIDER, wire, never, false);
            line.channel().pipeline().addLast(new FrameReader(wire, HandLine.FRAME_BYTES));
        }

        int play() {
            logIn();
            Script script = new Script(random, streams ? STREAMS : CALLS);
            if (random.nextInt(20) != 0) {
                line.say(Script.loggedIn("alice", HandLine.FRAME_BYTES, 16));
            }
            int said = line.say(script.improvise().frames(), 8, this::call);
            end();
            return types.add(script.mutatedAmong(said));
        }

        private void logIn() {
            CompletableFuture<LoggedIn> answer = new CompletableFuture<>();
            logins.add(answer);
            wire.login(new Credential(1, new byte[] {1}), answer);
            line.settle();
        }

        private void call() {
            for (int more = random.nextInt(4); more > 0; more--) {
                byte[] payload = new byte[random.nextInt(20) == 0 ? 40_000 : 5];
                RpcMethod method = RpcMethod.raw("raw", "method" + random.nextInt(12));
                if (streams && random.nextInt(3) == 0) {
                    stream(payload);
                } else if (random.nextInt(4) == 0) {
                    List<byte[]> all = Collections.nCopies(random.nextInt(6), payload);
                    parts += all.size() - 1;
                    calls.add(connection.callAll(method, all, CallOptions.DEFAULT));
                } else {
                    calls.add(connection.call(method, payload, CallOptions.DEFAULT));
                }
            }
            if (!calls.isEmpty() && random.nextInt(4) == 0) {
                calls.get(random.nextInt(calls.size())).cancel(true);
            }
            if (random.nextInt(30) == 0) {
                logIn();
            }
        }

        private void stream(byte[] payload) {
            RpcMethod method = RpcMethod.raw("raw", "items");
            Gives items = new Gives(random.nextInt(20), random.nextInt(4));
            int kind = random.nextInt(3);
            if (kind == 0) {
                uploads.add(connection.upload(method, payload, items, CallOptions.DEFAULT));
                return;
            }
            Listener listener = new Listener(1 + random.nextInt(300));
            listeners.add(listener);
            Flow.Publisher<byte[]> answers =
                    kind == 1
                            ? connection.stream(method, payload, CallOptions.DEFAULT)
                            : connection.duplex(method, payload, items, CallOptions.DEFAULT);
            answers.subscribe(listener);
        }

        private void end() {
            if (line.isIntact()) {
                endPolitely();
            }
            line.cut();
            assertThat(calls).allMatch(CompletableFuture::isDone, "has ended");
            assertThat(logins).allMatch(CompletableFuture::isDone, "is answered");
            assertThat(observed).as("calls that were observed").hasValue(calls.size() + parts);
            Loopback.await(
                    "streams end",
                    () -> {
                        line.loop().turn();
                        return listeners.stream().allMatch(Listener::hasEnded)
                                && uploads.stream().allMatch(CompletableFuture::isDone);
                    });
            assertThat(listeners).allMatch(Listener::isContent, "was treated well");
            assertThat(wire.closed()).isDone();
            line.leave(codes);
        }

        private void endPolitely() {
            endOpenCalls();
            line.say(Script.ping(42));
            if (line.channel().isOpen()) {
                polite++;
                assertThat(book.lastPong()).isEqualTo(42);
                assertThat(book.openIds()).isEmpty();
                for (int more = 0; more < HandLine.LIMITS.maxConcurrentCalls(); more++) {
                    findRoom();
                    endOpenCalls();
                }
            }
        }

        /** Those that waited for a place as well. */
        private void endOpenCalls() {
            for (int round = 0; round < 20; round++) {
                endThoseThatAreOpen();
            }
        }

        private void endThoseThatAreOpen() {
            for (int id : book.openIds()) {
                byte[] error = Script.bytes(Script.u8(3), Script.string("c"), Script.string("s"));
                line.say(Script.frame(Script.ERROR, 0, id, error));
            }
        }

        private void findRoom() {
            CompletableFuture<byte[]> call =
                    connection.call(
                            RpcMethod.raw("raw", "method0"), new byte[0], CallOptions.DEFAULT);
            calls.add(call);
            line.settle();
            if (call.isCompletedExceptionally()) {
                assertThat(call.exceptionNow())
                        .as("every place is free again")
                        .hasMessageNotContaining("no room for another open call");
            }
        }
    }
}
