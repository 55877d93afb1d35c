package io.stargazer.rpc;

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
 * A quick look at the rate of asynchronous calls: {@code serve PORT} in one process, {@code call
 * PORT SECONDS WINDOW} in another. The real measurement is {@code stargazer bench rpc}.
 */
public final class CallRate {

    private static final RpcMethod ECHO = RpcMethod.raw("raw", "echo");

    private CallRate() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        if (arguments[0].equals("serve")) {
            serve(port);
        } else {
            call(port, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        }
    }

    private static void serve(int port) throws InterruptedException {
        ServiceTable services = new ServiceTable();
        services.bindInline("raw", "echo", (call, request) -> request);
        RpcServer server = new RpcServer(new RpcSettings(services, credential -> Logins.of("x")));
        System.out.println(server.listen("127.0.0.1", port, 1));
        Thread.currentThread().join();
    }

    private static void call(int port, int seconds, int window) throws Exception {
        try (RpcClient client = new RpcClient()) {
            RpcConnection connection =
                    client.connect(new Address("127.0.0.1", port), Loopback.ALICE)
                            .get(5, TimeUnit.SECONDS);
            LongAdder done = new LongAdder();
            Semaphore stop = new Semaphore(0);
            byte[] payload = new byte[32];
            for (int at = 0; at < window; at++) {
                next(connection, payload, done, stop);
            }
            for (int second = 1; second <= seconds; second++) {
                long before = done.sum();
                boolean unused = stop.tryAcquire(1, TimeUnit.SECONDS);
                System.out.println(second + " s: " + (done.sum() - before) + " calls/s");
            }
        }
    }

    private static void next(
            RpcConnection connection, byte[] payload, LongAdder done, Semaphore stop) {
        CompletableFuture<byte[]> unused =
                connection
                        .call(ECHO, payload, CallOptions.DEFAULT)
                        .whenComplete((response, failure) -> {
                            done.increment();
                            if (failure == null) {
                                next(connection, payload, done, stop);
                            } else {
                                stop.release();
                            }
                        });
    }
}
