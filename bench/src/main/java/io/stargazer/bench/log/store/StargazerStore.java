package io.stargazer.bench.log.store;

import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.bench.RegistryClient;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.RpcClient;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Registrations over RPC, as the SDK makes them: the caller has logged in and has a session. */
public final class StargazerStore implements Store {

    static final int SERVICES = 1000;

    private static final ServiceName SERVICE = new ServiceName("default", "written");
    private static final String PADDING = "x".repeat(36);
    private static final long ATTEMPT_MS = 500;
    private static final long LISTING_SECONDS = 10;

    private final RpcClient rpc;
    private final String address;
    private final String secret;
    private @Nullable RegistryClient connected;

    /** Connects and logs in when it is first used, as not every server takes logins at once. */
    public StargazerStore(String address, String secret) {
        this.address = address;
        this.secret = secret;
        rpc =
                new RpcClient(
                        RpcLimits.DEFAULT.withMaxConcurrentCalls(1 << 16), CallObserver.NONE, 1);
    }

    private synchronized RegistryClient client() {
        RegistryClient known = connected;
        if (known == null) {
            known = RegistryClient.reach(rpc, address, secret);
            connected = known;
        }
        return known;
    }

    @Override
    public CompletableFuture<?> write(long number) {
        RegistryClient client = client();
        return client.registry().register(client.session(), SERVICE, instance(number));
    }

    /** Another weight each time: a registration that changes nothing would be of no interest. */
    static Instance instance(long number) {
        TreeMap<String, String> metadata = new TreeMap<>();
        metadata.put("note", PADDING);
        int weight = (int) (number / KEYS % Instance.DEFAULT_WEIGHT) + 1;
        return new Instance(
                "i-" + number % KEYS, "1.0", "10.0.0.1:8080", weight, "", List.of(), metadata);
    }

    /** Registers another of very many instances, in one of a thousand services. */
    CompletableFuture<?> add(int number) {
        RegistryClient client = client();
        return client.registry()
                .register(
                        client.session(),
                        new ServiceName("default", "service-" + number % SERVICES),
                        Instance.of("i-" + number / SERVICES, "1.0", "10.0.0.1:8080"));
    }

    @Override
    public void watch(Runnable changed) throws Exception {
        CountDownLatch listed = new CountDownLatch(1);
        client().registry().watch(SERVICE, 0).subscribe(new Watcher(listed, changed));
        if (!listed.await(LISTING_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the watch did not begin");
        }
    }

    @Override
    public void attempt() throws Exception {
        RegistryClient client = client();
        client.open().get(ATTEMPT_MS, TimeUnit.MILLISECONDS);
        Instance own = Instance.of(client.session(), "1.0", "10.0.0.1:8080");
        client.registry()
                .register(client.session(), SERVICE, own)
                .get(ATTEMPT_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        rpc.close();
    }

    private record Watcher(CountDownLatch listed, Runnable changed)
            implements Flow.Subscriber<Update> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Update update) {
            if (update instanceof Update.Listing) {
                listed.countDown();
            } else {
                changed.run();
            }
        }

        @Override
        public void onError(Throwable failure) {
            System.err.println("a watch broke: " + failure.getMessage());
        }

        @Override
        public void onComplete() {
            System.err.println("a watch ended");
        }
    }
}
