package io.stargazer.rpc.perf;

import io.stargazer.rpc.Address;
import io.stargazer.rpc.Logins;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.bulk.BulkReplies;
import io.stargazer.rpc.bulk.BulkRequests;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A quick look at what a call costs: {@code serve PORT} in one process, {@code async | vthreads |
 * bulk PORT SECONDS WINDOW [BYTES]} in another. A bulk has a thousand calls, on four connections;
 * its window is how many of them are open on each. Each prints every second what it did, and what
 * that took of CPU time and heap. The real measurement is {@code stargazer bench rpc}.
 */
public final class CallRate {

    private static final RpcMethod ECHO = RpcMethod.raw("raw", "echo");

    private static final RpcMethod BULK = RpcMethod.raw("raw", "bulk");

    private static final int BULK_SIZE = 1000;

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
            int connections = arguments[0].equals("bulk") ? 4 : 1;
            for (int each = 0; each < connections; each++) {
                RpcConnection connection =
                        client.connect(new Address("127.0.0.1", port), Loopback.ALICE)
                                .get(5, TimeUnit.SECONDS);
                for (int at = 0; at < window; at++) {
                    begin(arguments[0], connection, payload, broken);
                }
            }
            report(Integer.parseInt(arguments[2]), broken);
            System.exit(0);
        }
    }

    private static void begin(
            String mode, RpcConnection connection, byte[] payload, Semaphore broken) {
        switch (mode) {
            case "async" -> next(connection, payload, broken);
            case "vthreads" -> block(connection, payload, broken);
            case "bulk" ->
                    nextBulk(
                            connection,
                            BulkRequests.of(Collections.nCopies(BULK_SIZE, payload)),
                            broken);
            default -> throw new IllegalArgumentException(mode);
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
        services.bindBulk(
                "raw",
                "bulk",
                (call, batch) -> {
                    int calls = 0;
                    while (batch.next()) {
                        batch.response().writeBytes(batch.request());
                        calls++;
                    }
                    DONE.add(calls);
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

    private static void nextBulk(
            RpcConnection connection, BulkRequests requests, Semaphore broken) {
        CompletableFuture<BulkReplies> unused =
                connection
                        .callAll(BULK, requests, CallOptions.DEFAULT)
                        .whenComplete((replies, failure) -> {
                            DONE.add(requests.size());
                            if (failure == null && replies.failures() == 0) {
                                nextBulk(connection, requests, broken);
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
