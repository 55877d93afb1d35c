package io.stargazer.bench;

import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.RpcClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many watchers of one service, each on a connection of its own, in a process of their own. Prints
 * {@code watching}, then for every change {@code FIRST LAST} once all have it: the moments, by the
 * machine's monotonic clock, at which the first and the last watcher were called.
 */
public final class WatcherProcess {

    private WatcherProcess() {}

    /** When a change reached the first and the last watcher, in terms of System.nanoTime. */
    record Moments(long firstNs, long lastNs) {

        static Moments parse(String line) {
            int space = line.indexOf(' ');
            return new Moments(
                    Long.parseLong(line.substring(0, space)),
                    Long.parseLong(line.substring(space + 1)));
        }
    }

    /** Arguments: the server, the service, the number of watchers, the secret. */
    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[2]);
        ServiceName service = new ServiceName("default", arguments[1]);
        Round round = new Round(count);
        RpcClient client = new RpcClient(RpcLimits.DEFAULT, CallObserver.NONE, 1);
        for (int i = 0; i < count; i++) {
            RegistryClient watcher = new RegistryClient(client, arguments[0], arguments[3]);
            watcher.registry().watch(service, 0).subscribe(new Watcher(round));
        }
        round.awaitListings();
        System.out.println("watching");
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        System.exit(0);
    }

    /** Counts how many watchers have the present change. */
    private static final class Round {
        private final int count;
        private final AtomicInteger listed = new AtomicInteger();
        private final AtomicInteger changed = new AtomicInteger();
        private final AtomicLong firstNs = new AtomicLong();

        Round(int count) {
            this.count = count;
        }

        void listed() {
            if (listed.incrementAndGet() == count) {
                synchronized (this) {
                    notifyAll();
                }
            }
        }

        synchronized void awaitListings() {
            while (listed.get() < count) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        void changed() {
            long now = System.nanoTime();
            firstNs.compareAndSet(0, now);
            if (changed.incrementAndGet() == count) {
                long first = firstNs.get();
                changed.set(0);
                firstNs.set(0);
                System.out.println(first + " " + now);
            }
        }
    }

    private record Watcher(Round round) implements Flow.Subscriber<Update> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Update update) {
            if (update instanceof Update.Listing) {
                round.listed();
            } else {
                round.changed();
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
