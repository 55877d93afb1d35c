package io.stargazer.rpc.perf;

import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Logins;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.direct.DirectConnection;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A quick look at how long one call takes when there is only one at a time: {@code serve PORT HOW}
 * in one process, {@code call PORT HOW SECONDS} in another, where HOW is {@code parked} (an
 * ordinary client), {@code direct}, {@code spin} or {@code ring}. The real measurement is {@code
 * stargazer bench rpc}.
 */
public final class PingPong {

    private static final RpcMethod ECHO = RpcMethod.raw("raw", "echo");

    private PingPong() {}

    private interface Call {
        byte[] once(byte[] payload) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        if (arguments[0].equals("serve")) {
            serve(port, fastPath(arguments[2]));
        } else {
            call(port, arguments[2], Integer.parseInt(arguments[3]));
        }
    }

    private static FastPath fastPath(String how) {
        return switch (how) {
            case "spin" -> FastPath.SPIN;
            case "ring" -> FastPath.SAME_HOST;
            case "ring-parked" -> FastPath.NONE.withRing(1 << 20);
            default -> FastPath.NONE;
        };
    }

    private static void serve(int port, FastPath fastPath) throws InterruptedException {
        ServiceTable services = new ServiceTable();
        services.bindInline("raw", "echo", (call, request) -> request);
        RpcServer server =
                new RpcServer(
                        new RpcSettings(services, credential -> Logins.of("x"))
                                .withFastPath(fastPath));
        System.out.println(server.listen("127.0.0.1", port, 1));
        Thread.currentThread().join();
    }

    private static void call(int port, String how, int seconds) throws Exception {
        Address address = new Address("127.0.0.1", port);
        if (how.equals("parked")) {
            try (RpcClient client = new RpcClient()) {
                RpcConnection connection =
                        client.connect(address, Loopback.ALICE).get(5, TimeUnit.SECONDS);
                measure(
                        how,
                        payload -> connection.call(ECHO, payload, CallOptions.DEFAULT).get(),
                        seconds);
            }
        } else {
            try (DirectConnection connection =
                    DirectConnection.open(
                            RpcLimits.DEFAULT,
                            CallObserver.NONE,
                            fastPath(how),
                            address,
                            Loopback.ALICE)) {
                System.out.println("shares memory: " + connection.sharesMemory());
                measure(
                        how,
                        payload -> connection.call(ECHO, payload, CallOptions.DEFAULT),
                        seconds);
            }
        }
    }

    private static void measure(String how, Call call, int seconds) throws Exception {
        byte[] payload = new byte[32];
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] samples = new long[8_000_000];
        for (int second = 1; second <= seconds; second++) {
            long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            long before = threads.getCurrentThreadAllocatedBytes();
            int count = 0;
            long lastNs = System.nanoTime();
            while (lastNs - untilNs < 0) {
                call.once(payload);
                long nowNs = System.nanoTime();
                samples[count++ % samples.length] = nowNs - lastNs;
                lastNs = nowNs;
            }
            long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / count;
            int kept = Math.min(count, samples.length);
            Arrays.sort(samples, 0, kept);
            System.out.printf(
                    "%s p50 %.2f us, p99 %.2f us, p99.9 %.2f us, %d calls, %d B/call%n",
                    how,
                    samples[kept / 2] / 1e3,
                    samples[(int) (kept * 0.99)] / 1e3,
                    samples[(int) (kept * 0.999)] / 1e3,
                    count,
                    bytes);
        }
    }
}
