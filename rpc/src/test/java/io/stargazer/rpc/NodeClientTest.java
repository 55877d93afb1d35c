package io.stargazer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.codec.Converted;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.stream.EncodedItem;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * RP-1, RP-2, RP-5, RP-9: {@code docs/rpc-protocol.md} suffices to write a client. The one in
 * {@code src/test/node} was written from that page alone, in another language; here it meets a real
 * provider.
 */
@Timeout(120)
class NodeClientTest {

    private static final Path NODE = Path.of("/usr/bin/node");
    private static final Path SCRIPTS = Path.of("src/test/node");

    /** What the scripts call, in JSON. */
    interface Numbers {
        int add(int one, int other);

        Greeter.Person person(String name);

        void nothing();

        void refuse();

        void fail();

        int begun();

        int interrupted();

        int emitted();

        Flow.Publisher<Integer> numbers(int count);

        Flow.Publisher<Integer> breaking(int count);

        String sum(String label, Flow.Publisher<Integer> numbers);

        int held(String label, Flow.Publisher<Integer> numbers);

        int taken(String label);

        void release(String label);

        CompletableFuture<Integer> first(Flow.Publisher<Integer> numbers);

        Flow.Publisher<Integer> doubled(Flow.Publisher<Integer> numbers);

        Flow.Publisher<Integer> afterwards(Flow.Publisher<Integer> numbers);

        void drain();
    }

    private final Loopback loopback = new Loopback();
    private final Provider provider = new Provider();

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    /** Without Node the test is skipped on a desk and fails in continuous integration. */
    private static void requireNode() {
        boolean isThere = Files.isExecutable(NODE);
        String sentence =
                "the test of the protocol needs Node: install the package nodejs (" + NODE + ")";
        if (!isThere && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(sentence);
        }
        Assumptions.assumeTrue(isThere, sentence);
    }

    @Test
    void a_client_written_from_the_document_alone_can_do_everything() throws Exception {
        requireNode();
        ServiceTable services = new ServiceTable().bind("test", Numbers.class, provider);
        services.bind("raw", "echo", (call, request) -> request);
        services.bind("raw", "huge", (call, request) -> new byte[5 << 20]);
        services.bind("raw", "never", (call, request) -> provider.never());
        services.bind("raw", "trace", (call, request) -> trace(call));
        services.bindDuplex(
                "raw", "mirror", (call, request, items) -> Converted.of(items, EncodedItem::of));
        RpcLimits limits =
                RpcLimits.DEFAULT
                        .withHandlers(RpcLimits.Handlers.UNLIMITED)
                        .withTimes(
                                new RpcLimits.Times(
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(5),
                                        Duration.ofMillis(500),
                                        3));
        Loopback.Running running =
                loopback.serve(new RpcSettings(services, Loopback.BY_NAME).withLimits(limits), 0);
        provider.server.complete(running.server());
        Process node =
                new ProcessBuilder(
                                NODE.toString(),
                                SCRIPTS.resolve("scenarios.js").toString(),
                                running.address().host(),
                                Integer.toString(running.address().port()))
                        .redirectErrorStream(true)
                        .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader output = node.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.equals("leaving")) {
                    provider.release("leaving");
                }
            }
        } finally {
            node.destroy();
        }
        assertThat(node.waitFor(10, TimeUnit.SECONDS)).isTrue();
        said.remove("leaving");
        assertThat(said).containsExactlyElementsOf(scenarios());
        assertThat(node.exitValue()).isZero();
    }

    private static byte[] trace(CallContext call) {
        return Objects.requireNonNull(call.metadata().get("traceparent"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** All that stand in the script, so that none is left out. */
    private static List<String> scenarios() throws Exception {
        return Pattern.compile("(?m)^  async '(.+)'\\(")
                .matcher(Files.readString(SCRIPTS.resolve("scenarios.js")))
                .results()
                .map((MatchResult name) -> "ok " + name.group(1))
                .toList();
    }

    private static final class Provider implements Numbers {

        final CompletableFuture<RpcServer> server = new CompletableFuture<>();
        private final AtomicInteger beginnings = new AtomicInteger();
        private final AtomicInteger interruptions = new AtomicInteger();
        private final AtomicInteger emissions = new AtomicInteger();
        private final Map<String, Collector<Integer>> held = new ConcurrentHashMap<>();

        byte[] never() throws InterruptedException {
            beginnings.incrementAndGet();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException stopped) {
                interruptions.incrementAndGet();
                throw stopped;
            }
            throw new AssertionError("nobody counts down");
        }

        @Override
        public int add(int one, int other) {
            return one + other;
        }

        @Override
        public Greeter.Person person(String name) {
            return new Greeter.Person(name, 7, List.of());
        }

        @Override
        public void nothing() {}

        @Override
        public void refuse() {
            throw new Rejected(Status.CONFLICT, "test.refused", "not like this");
        }

        @Override
        public void fail() {
            throw new IllegalStateException("a bug");
        }

        @Override
        public int begun() {
            return beginnings.get();
        }

        @Override
        public int interrupted() {
            return interruptions.get();
        }

        @Override
        public int emitted() {
            return emissions.get();
        }

        @Override
        public Flow.Publisher<Integer> numbers(int count) {
            emissions.set(0);
            return publish(count, false);
        }

        @Override
        public Flow.Publisher<Integer> breaking(int count) {
            return publish(count, true);
        }

        private Flow.Publisher<Integer> publish(int count, boolean breaks) {
            return subscriber ->
                    subscriber.onSubscribe(
                            new Flow.Subscription() {
                                private int next;

                                @Override
                                public void request(long items) {
                                    for (long left = items; left > 0 && next < count; left--) {
                                        emissions.incrementAndGet();
                                        subscriber.onNext(next++);
                                    }
                                    if (next == count && breaks) {
                                        subscriber.onError(
                                                new Rejected(
                                                        Status.CONFLICT, "test.refused", "no"));
                                    } else if (next == count) {
                                        subscriber.onComplete();
                                    }
                                }

                                @Override
                                public void cancel() {}
                            });
        }

        private static List<Integer> all(Flow.Publisher<Integer> numbers) {
            Collector<Integer> all = new Collector<>(Long.MAX_VALUE);
            numbers.subscribe(all);
            all.end.join();
            return all.items;
        }

        @Override
        public String sum(String label, Flow.Publisher<Integer> numbers) {
            List<Integer> all = all(numbers);
            return label + " " + all.size() + " " + all.stream().mapToLong(i -> i).sum();
        }

        @Override
        public int held(String label, Flow.Publisher<Integer> numbers) {
            Collector<Integer> one = new Collector<>(1);
            held.put(label, one);
            numbers.subscribe(one);
            one.end.join();
            return one.items.size();
        }

        @Override
        public int taken(String label) {
            Collector<Integer> one = held.get(label);
            return one == null ? 0 : one.items.size();
        }

        @Override
        public void release(String label) {
            Objects.requireNonNull(held.get(label)).subscription.join().request(Long.MAX_VALUE);
        }

        @Override
        public CompletableFuture<Integer> first(Flow.Publisher<Integer> numbers) {
            CompletableFuture<Integer> first = new CompletableFuture<>();
            numbers.subscribe(
                    new Collector<>(Long.MAX_VALUE) {
                        @Override
                        public void onNext(Integer item) {
                            first.complete(item);
                        }
                    });
            return first;
        }

        @Override
        public Flow.Publisher<Integer> doubled(Flow.Publisher<Integer> numbers) {
            return Converted.of(numbers, number -> 2 * number);
        }

        @Override
        public Flow.Publisher<Integer> afterwards(Flow.Publisher<Integer> numbers) {
            List<Integer> backwards = new ArrayList<>(all(numbers));
            Collections.reverse(backwards);
            return Converted.of(publish(backwards.size(), false), backwards::get);
        }

        @Override
        public void drain() {
            Thread.startVirtualThread(() -> {
                try {
                    server.join().drain(Duration.ofSeconds(20));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }
}
