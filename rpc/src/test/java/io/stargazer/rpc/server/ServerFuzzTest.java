package io.stargazer.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.stargazer.rpc.Logins;
import io.stargazer.rpc.hostile.CallerBook;
import io.stargazer.rpc.hostile.Fuzz;
import io.stargazer.rpc.hostile.FuzzedTypes;
import io.stargazer.rpc.hostile.HandLine;
import io.stargazer.rpc.hostile.LeakWatch;
import io.stargazer.rpc.hostile.Mutations;
import io.stargazer.rpc.hostile.Script;
import io.stargazer.rpc.limit.AdaptiveLimit;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * RP-9: a provider under the mutated frames of callers gone mad, with handlers of every kind.
 * Whatever comes, the connection goes on, or closes with one documented reason and nothing else
 * does; every call that was begun ends once; no buffer stays behind.
 */
class ServerFuzzTest {

    private static final int FRAMES = 550_000;
    private static final int[] CALLS = {
        Script.REQUEST,
        Script.REQUEST,
        Script.REQUEST,
        Script.REQUEST,
        Script.CANCEL,
        Script.PING,
        Script.PONG,
        Script.DEFINE,
        Script.GOAWAY
    };

    private static final int[] STREAMS = {
        Script.REQUEST,
        Script.REQUEST,
        Script.REQUEST,
        Script.CANCEL,
        Script.CREDIT,
        Script.CREDIT,
        Script.ITEM,
        Script.END,
        Script.PING
    };

    private final Logger calls = (Logger) LoggerFactory.getLogger(Refusals.class);
    private final LeakWatch watch = new LeakWatch();
    private int polite;
    private final Set<String> codes = new TreeSet<>();
    private final FuzzedTypes types = new FuzzedTypes();
    private final Targets targets = new Targets();
    private final RpcSettings settings =
            new RpcSettings(targets.services(), credential -> Logins.of("alice"))
                    .withLimits(HandLine.LIMITS)
                    .withObserver(targets.observer);

    @BeforeEach
    void keepTheBugsOfHandlersQuiet() {
        calls.setLevel(Level.OFF);
    }

    @AfterEach
    void restore() {
        calls.setLevel(null);
        watch.close();
    }

    @Test
    void no_frame_does_more_than_close_its_own_connection() {
        long played = Fuzz.run("ServerFuzzTest", FRAMES, random -> new Session(random).play());
        assertThat(watch.leaks()).isEmpty();
        if (played >= FRAMES) {
            assertThat(types.seldom(FRAMES / 10_000)).as("types hardly mutated").isEmpty();
            assertThat(polite)
                    .as("sessions that were played to the end")
                    .isGreaterThan(FRAMES / 100);
            assertThat(codes)
                    .containsExactlyInAnyOrder(
                            "rpc.malformed-frame",
                            "rpc.frame-too-large",
                            "rpc.too-many-methods",
                            "rpc.login-timeout");
        }
    }

    /** One connection from its beginning to its end. */
    private final class Session {

        private final RandomGenerator random;
        private final CallerBook book = new CallerBook(HandLine.FRAME_BYTES);
        private final LockStep workers = new LockStep();
        private final HandLine line;
        private final AdaptiveLimit limit = new AdaptiveLimit(HandLine.LIMITS.handlers(), 0);
        private final boolean streams;
        private final boolean bulk;
        private String reason = "";
        private int mutatedItems;

        Session(RandomGenerator random) throws Exception {
            this.random = random;
            this.streams = random.nextInt(4) == 0;
            this.bulk = !streams && random.nextInt(3) == 0;
            line = new HandLine(random, watch, book, workers::settle);
            targets.reset();
            Executor threads = streams ? workers : Runnable::run;
            ServerConnection connection =
                    new ServerConnection(line.channel(), settings, new Workers(threads, limit));
            connection.peer().onClose(why -> reason = why);
            line.channel().pipeline().addLast(connection.reader(() -> {}));
        }

        int play() {
            Script script = script();
            int said =
                    line.say(
                            script.frames(),
                            12,
                            () -> {
                                targets.endSome(random);
                                line.settle();
                                giveItems();
                            });
            end();
            return mutatedItems + types.add(script.mutatedAmong(said));
        }

        private Script script() {
            if (random.nextInt(20) == 0) {
                return new Script(random, CALLS).improvise();
            }
            line.say(Script.login());
            return new Script(random, streams ? STREAMS : CALLS, methods()).define().improvise();
        }

        private Script.Method[] methods() {
            Script.Method[] called = bulk ? Targets.BULK : Targets.INLINE;
            return streams ? Targets.ALL : called;
        }

        /** Gives the provider some of the items that it asks for, or what noise makes of them. */
        private void giveItems() {
            for (Map.Entry<Integer, Long> asked : Map.copyOf(book.wanted()).entrySet()) {
                int type = random.nextInt(6) == 0 ? Script.END : Script.ITEM;
                long most = type == Script.END ? 1 : Math.min(asked.getValue(), 6);
                book.wanted().remove(asked.getKey());
                for (int at = 0; at < most && line.channel().isOpen(); at++) {
                    byte[] frame = Script.frame(type, 0, asked.getKey(), new byte[3]);
                    if (random.nextInt(8) == 0) {
                        frame = Mutations.mutate(frame, random);
                        mutatedItems++;
                    }
                    line.inPieces(frame);
                }
                line.settle();
            }
        }

        private void end() {
            if (line.isIntact()) {
                everyCallEndsOnce();
            }
            line.cut();
            assertThat(reason).isNotEmpty();
            assertThat(workers.alive()).as("handlers that still run").isZero();
            assertThat(targets.ended())
                    .as("calls that ended, of those that were begun or cancelled before")
                    .isBetween(
                            targets.begun(), streams || bulk ? book.requests() : targets.begun());
            assertThat(limit.open()).as("places that were not given back").isZero();
            line.leave(codes);
        }

        private void everyCallEndsOnce() {
            for (int id : book.openIds()) {
                line.say(Script.cancel(id));
            }
            for (int id : book.freeIds()) {
                line.say(Script.frame(Script.REQUEST, 0, id, new byte[] {0, 0, 0, 9}));
                assertThat(line.channel().isOpen()).as("id %d is free again", id).isTrue();
            }
            line.say(Script.ping(42));
            if (line.channel().isOpen()) {
                assertThat(book.hasOpenCalls()).as("calls without an end").isFalse();
                polite++;
                assertThat(book.lastPong()).isEqualTo(42);
            }
        }
    }
}
