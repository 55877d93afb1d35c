package io.stargazer.rpc.balance;

import io.stargazer.api.Failure;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Some providers on the loopback interface, one caller over them, and load. */
final class Fleet {

    final Loopback loopback = new Loopback();
    final List<Loopback.Running> running = new ArrayList<>();
    final AtomicInteger made = new AtomicInteger();
    final AtomicInteger answered = new AtomicInteger();
    final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    final BalancedCaller caller;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<Thread> callers = new ArrayList<>();

    Fleet(BalancedCaller.Settings settings) {
        caller = new BalancedCaller(loopback.client(), Loopback.ALICE, settings);
    }

    void add(ServiceTable services) throws InterruptedException {
        running.add(loopback.serve(services));
    }

    /** On the port of another that is gone. */
    Loopback.Running restart(Loopback.Running gone, ServiceTable services)
            throws InterruptedException {
        return loopback.serve(new RpcSettings(services, Loopback.BY_NAME), gone.address().port());
    }

    /** Tells the caller who is there now. */
    void list() {
        caller.endpoints(running.stream().map(each -> Endpoint.of(each.address())).toList());
    }

    Target target(Loopback.Running instance) {
        return caller.targets().stream()
                .filter(target -> target.endpoint().address().equals(instance.address()))
                .findFirst()
                .orElseThrow();
    }

    /** So many callers, each with one call at a time; the payload is the call's number. */
    void load(int count, RpcMethod method, Duration timeout) {
        CallOptions options = CallOptions.DEFAULT.withTimeout(timeout);
        for (int at = 0; at < count; at++) {
            callers.add(Thread.ofVirtual().start(() -> callUntilStopped(method, options)));
        }
    }

    private void callUntilStopped(RpcMethod method, CallOptions options) {
        while (!stop.get()) {
            byte[] number =
                    Integer.toString(made.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
            try {
                caller.call(method, number, options).get(30, TimeUnit.SECONDS);
                answered.incrementAndGet();
            } catch (ExecutionException failed) {
                failures.add(failed.getCause());
            } catch (InterruptedException | TimeoutException lost) {
                failures.add(lost);
            }
        }
    }

    /** Waits for that many more answers. */
    void awaitAnswers(int more) {
        int before = answered.get();
        Loopback.await(more + " more answers", () -> answered.get() - before >= more);
    }

    void stopLoad() throws InterruptedException {
        stop.set(true);
        for (Thread each : callers) {
            each.join();
        }
        callers.clear();
        stop.set(false);
    }

    static Failure failure(CompletableFuture<byte[]> call) throws Exception {
        try {
            throw new AssertionError("answered: " + call.get(20, TimeUnit.SECONDS).length);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Failure failure) {
                return failure;
            }
            throw failed;
        }
    }

    void close() throws Exception {
        stopLoad();
        caller.close();
        loopback.close();
    }
}
