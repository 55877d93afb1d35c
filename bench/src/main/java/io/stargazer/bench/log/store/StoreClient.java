package io.stargazer.bench.log.store;

import io.stargazer.bench.rpc.load.AsyncWindow;
import io.stargazer.bench.rpc.load.Load;
import io.stargazer.bench.rpc.load.PingPong;
import io.stargazer.bench.rpc.process.Orders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The process of the clients. Orders: {@code press IN_FLIGHT SECONDS}, {@code watch SECONDS}, both
 * answered by a measurement; {@code reach ADDRESSES} connects to all of them, {@code first-write}
 * then tells when one accepted a write; {@code fill FROM TO} registers instances.
 */
public final class StoreClient {

    /** For writes, of each subject. */
    public static final int CONNECTIONS = 4;

    private static final int FILL_IN_FLIGHT = 4096;
    private static final byte[] ECHOED = new byte[128];

    private final String subject;
    private final String secret;
    private final List<Store> stores = new ArrayList<>();
    private List<Store> reached = List.of();
    private @Nullable WatchLatency watching;
    private final AtomicLong numbers = new AtomicLong();

    private StoreClient(String subject, String address, String secret) throws Exception {
        this.subject = subject;
        this.secret = secret;
        for (int at = 0; at <= CONNECTIONS; at++) {
            stores.add(connected(address));
        }
    }

    /** Arguments: the subject, the leader's address, the secret or a hyphen. */
    public static void main(String[] arguments) throws Exception {
        Orders orders = new Orders();
        StoreClient client = new StoreClient(arguments[0], arguments[1], arguments[2]);
        orders.follow("", client::carryOut);
    }

    /** A busy machine may take its time over the first write; it is not measured. */
    private Store connected(String address) throws Exception {
        Store store = connect(address);
        new FirstWrite(List.of(store)).awaitNs();
        return store;
    }

    private Store connect(String address) {
        return subject.equals("etcd")
                ? new EtcdStore(address)
                : new StargazerStore(address, secret);
    }

    private String carryOut(List<String> words) throws Exception {
        return switch (words.getFirst()) {
            case "press" ->
                    load(Integer.parseInt(words.get(1)))
                            .run(Double.parseDouble(words.get(2)))
                            .line();
            case "watch" -> watching().run(Double.parseDouble(words.get(1))).line();
            case "reach" -> reach(List.of(words.get(1).split(",", -1)));
            case "first-write" -> Long.toString(new FirstWrite(reached).awaitNs());
            case "fill" -> fill(Integer.parseInt(words.get(1)), Integer.parseInt(words.get(2)));
            default -> throw new IllegalArgumentException("no such order");
        };
    }

    private Load load(int inFlight) {
        if (inFlight == 1) {
            return new PingPong(
                    payload -> {
                        long number = numbers.getAndIncrement();
                        stores.get((int) (number % CONNECTIONS)).write(number).get();
                        return payload.length;
                    },
                    ECHOED);
        }
        return new AsyncWindow(
                (payload, answer) -> {
                    long number = numbers.getAndIncrement();
                    Store store = stores.get((int) (number % CONNECTIONS));
                    store.write(number)
                            .whenComplete((_, failure) ->
                                    answer.accept(failure == null ? payload : null, failure));
                },
                ECHOED,
                inFlight);
    }

    private WatchLatency watching() throws Exception {
        WatchLatency known = watching;
        if (known == null) {
            known =
                    new WatchLatency(
                            stores.getFirst(),
                            stores.getLast(),
                            (numbers.get() / Store.KEYS + 1) * Store.KEYS);
            watching = known;
        }
        return known;
    }

    private String reach(List<String> addresses) throws IOException, InterruptedException {
        for (Store store : reached) {
            store.close();
        }
        reached = addresses.stream().map(this::connect).toList();
        int accepted = 0;
        for (Store store : reached) {
            accepted += isAccepted(store) ? 1 : 0;
        }
        return Integer.toString(accepted);
    }

    /** Those that follow refuse; but the connection is there then. */
    private static boolean isAccepted(Store store) throws InterruptedException {
        try {
            store.attempt();
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception refused) {
            return false;
        }
    }

    /** Many at a time: how long that takes is not measured. */
    private String fill(int from, int to) throws InterruptedException {
        Semaphore places = new Semaphore(FILL_IN_FLIGHT);
        AtomicInteger failed = new AtomicInteger();
        for (int number = from; number < to; number++) {
            places.acquire();
            StargazerStore store = (StargazerStore) stores.get(number % CONNECTIONS);
            CompletableFuture<?> _ =
                    store.add(number)
                            .whenComplete((_, failure) -> {
                                if (failure != null) {
                                    failed.incrementAndGet();
                                }
                                places.release();
                            });
        }
        places.tryAcquire(FILL_IN_FLIGHT, 1, TimeUnit.MINUTES);
        return failed + " failed";
    }
}
