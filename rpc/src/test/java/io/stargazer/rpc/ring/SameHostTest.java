package io.stargazer.rpc.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RP-3: when a ring is used, when not, and what it costs while nothing happens. */
@Timeout(30)
class SameHostTest {

    private static final RpcMethod ECHO = RpcMethod.raw("raw", "echo");

    @TempDir Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private RpcConnection connect(FastPath provider, FastPath caller) throws Exception {
        return connect(provider, caller, RpcLimits.DEFAULT);
    }

    private RpcConnection connect(FastPath provider, FastPath caller, RpcLimits limits)
            throws Exception {
        ServiceTable services =
                new ServiceTable()
                        .bind("raw", "echo", (call, request) -> request)
                        .bind("raw", "wait", this::afterGate)
                        .bindInline("raw", "hold", this::afterGate);
        RpcServer server =
                new RpcServer(
                        new RpcSettings(services, Loopback.BY_NAME)
                                .withLimits(limits)
                                .withFastPath(provider));
        RpcClient client = new RpcClient(limits, CallObserver.NONE, 1, caller);
        opened.add(server);
        opened.add(client);
        int port = server.listen("127.0.0.1", 0, 1).getPort();
        return client.connect(new Address("127.0.0.1", port), Loopback.ALICE)
                .get(10, TimeUnit.SECONDS);
    }

    private RpcServer server() {
        return (RpcServer) opened.getFirst();
    }

    private byte[] afterGate(CallContext call, byte[] request) throws InterruptedException {
        gate.await();
        return request;
    }

    private FastPath ring() {
        return FastPath.NONE.withRing(64 << 10).withFolder(folder);
    }

    private void staysOnTheSocket(FastPath provider, FastPath caller) throws Exception {
        RpcConnection connection = connect(provider, caller);
        assertThat(connection.sharesMemory()).isFalse();
        assertThat(connection.call(ECHO, new byte[] {5}, CallOptions.DEFAULT).get())
                .containsExactly(5);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void both_sides_ask_for_a_ring_and_get_it() throws Exception {
        RpcConnection connection = connect(ring(), ring());
        assertThat(connection.sharesMemory()).isTrue();
        assertThat(connection.call(ECHO, new byte[] {5}, CallOptions.DEFAULT).get())
                .containsExactly(5);
    }

    @Test
    void a_provider_that_was_not_asked_offers_none() throws Exception {
        staysOnTheSocket(ring(), FastPath.SPIN);
    }

    @Test
    void a_caller_that_is_offered_none_does_without() throws Exception {
        staysOnTheSocket(FastPath.SPIN, ring());
    }

    @Test
    void a_caller_that_cannot_see_the_file_does_without() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        RpcConnection connection = connect(ring(), ring().withFolder(elsewhere));
        assertThat(connection.sharesMemory()).isFalse();
        assertThat(connection.call(ECHO, new byte[] {5}, CallOptions.DEFAULT).get())
                .containsExactly(5);
    }

    @Test
    void a_provider_without_a_folder_does_without() throws Exception {
        staysOnTheSocket(ring().withFolder(folder.resolve("nowhere")), ring());
    }

    @Test
    void a_provider_whose_folder_is_on_no_file_system_any_more_does_without() throws Exception {
        URI zip = URI.create("jar:" + folder.resolve("folder.zip").toUri());
        Path gone;
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            gone = files.getPath("/");
        }
        Files.delete(folder.resolve("folder.zip"));
        staysOnTheSocket(ring().withFolder(gone), ring());
    }

    @Test
    void a_provider_that_stops_loses_no_call_on_the_ring() throws Exception {
        RpcConnection connection = connect(ring(), ring());
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        RpcMethod wait = RpcMethod.raw("raw", "wait");
        for (int at = 0; at < 500; at++) {
            calls.add(connection.call(wait, new byte[2000], CallOptions.DEFAULT));
        }
        assertThat(connection.call(ECHO, new byte[1], CallOptions.DEFAULT).get()).hasSize(1);
        CompletableFuture<Boolean> drained =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        return server().drain(Duration.ofSeconds(20));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        Loopback.await("the caller knows", () -> !connection.isReady());
        gate.countDown();
        for (CompletableFuture<byte[]> call : calls) {
            assertThat(call.get(10, TimeUnit.SECONDS)).hasSize(2000);
        }
        assertThat(drained.get(20, TimeUnit.SECONDS)).isTrue();
    }

    /** The handler holds the provider's event loop, so nobody empties the ring. */
    @Test
    void a_provider_that_does_not_read_is_not_written_to_without_end() throws Exception {
        RpcConnection connection = connect(ring(), ring());
        RpcMethod hold = RpcMethod.raw("raw", "hold");
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        int refused = 0;
        while (calls.size() < 2_000 && refused < 500) {
            CompletableFuture<byte[]> call =
                    connection.call(hold, new byte[20_000], CallOptions.DEFAULT);
            if (call.isCompletedExceptionally()) {
                refused++;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            } else {
                refused = 0;
                calls.add(call);
            }
        }
        assertThat(calls).hasSizeBetween(3, 1_000);
        gate.countDown();
        for (CompletableFuture<byte[]> call : calls) {
            assertThat(call.get(10, TimeUnit.SECONDS)).hasSize(20_000);
        }
        assertThat(connection.call(hold, new byte[1], CallOptions.DEFAULT).get()).hasSize(1);
    }

    /** Woken every few milliseconds by pings; with every look in vain it would be busy a fifth. */
    @Test
    void an_idle_pair_keeps_no_processor_busy() throws Exception {
        RpcLimits.Times pings =
                new RpcLimits.Times(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(10),
                        10_000);
        FastPath spinning = ring().withSpin(Duration.ofMillis(1));
        RpcConnection connection = connect(spinning, spinning, RpcLimits.DEFAULT.withTimes(pings));
        assertThat(connection.sharesMemory()).isTrue();
        long beforeNs = cpuOfLoops();
        CountDownLatch never = new CountDownLatch(1);
        assertThat(never.await(2, TimeUnit.SECONDS)).isFalse();
        assertThat(Duration.ofNanos(cpuOfLoops() - beforeNs)).isLessThan(Duration.ofMillis(150));
        assertThat(connection.isReady()).isTrue();
    }

    private static long cpuOfLoops() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("rpc-"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }
}
