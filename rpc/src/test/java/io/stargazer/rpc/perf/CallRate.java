package io.stargazer.rpc.perf;

import io.stargazer.rpc.Address;
import io.stargazer.rpc.Logins;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A quick look at what a call costs: {@code serve PORT} in one process, {@code async | vthreads
 * PORT SECONDS WINDOW [BYTES]} in another. Each prints every second what it did, and what that took
 * of CPU time and heap. The real measurement is {@code stargazer bench rpc}.
 */
public final class CallRate {

    private static final RpcMethod ECHO = RpcMethod.raw("raw", "echo");

    private static final LongAdder DONE = new LongAdder();

    private CallRate() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        if (arguments[0].equals("serve")) {
            serve(port);
            return;
        }
        int window = Integer.parseInt(arguments[3]);
        byte[] payload = new byte[arguments.length > 4 ? Integer.parseInt(arguments[4]) : 32];
        Semaphore broken = new Semaphore(0);
        try (RpcClient client = new RpcClient()) {
            RpcConnection connection =
                    client.connect(new Address("127.0.0.1", port), Loopback.ALICE)
                            .get(5, TimeUnit.SECONDS);
            for (int at = 0; at < window; at++) {
                switch (arguments[0]) {
                    case "async" -> next(connection, payload, broken);
                    case "vthreads" -> block(connection, payload, broken);
                    default -> throw new IllegalArgumentException(arguments[0]);
                }
            }
            report(Integer.parseInt(arguments[2]), broken);
            System.exit(0);
        }
    }

    private static void serve(int port) throws InterruptedException {
        ServiceTable services = new ServiceTable();
        services.bindInline(
                "raw",
                "echo",
                (call, request) -> {
                    DONE.increment();
                    return request;
                });
        RpcServer server = new RpcServer(new RpcSettings(services, credential -> Logins.of("x")));
        System.out.println(server.listen("127.0.0.1", port, 1));
        report(Integer.MAX_VALUE, new Semaphore(0));
    }

    private static void report(int seconds, Semaphore broken) throws InterruptedException {
        Cost before = Cost.now(DONE.sum());
        for (int second = 1; second <= seconds; second++) {
            if (broken.tryAcquire(1, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a call has failed");
            }
            Cost after = Cost.now(DONE.sum());
            if (after.calls() > before.calls()) {
                System.out.println(second + " s: " + after.since(before));
            }
            before = after;
        }
    }

    private static void next(RpcConnection connection, byte[] payload, Semaphore broken) {
        CompletableFuture<byte[]> unused =
                connection
                        .call(ECHO, payload, CallOptions.DEFAULT)
                        .whenComplete((response, failure) -> {
                            DONE.increment();
                            if (failure == null) {
                                next(connection, payload, broken);
                            } else {
                                broken.release();
                            }
                        });
    }

    private static void block(RpcConnection connection, byte[] payload, Semaphore broken) {
        Thread.ofVirtual()
                .start(() -> {
                    while (connection.call(ECHO, payload, CallOptions.DEFAULT).join() != null) {
                        DONE.increment();
                    }
                    broken.release();
                });
    }
}
