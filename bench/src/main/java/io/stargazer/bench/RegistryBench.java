package io.stargazer.bench;

import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.rpc.client.RpcClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/** Registrations, durable, and how soon others hear of them. */
final class RegistryBench implements Bench {

    private static final String SUBJECT = "stargazer";
    private static final int WARM_UP = 3_000;
    private static final int MEASURED = 2_000;
    private static final int THREADS = 32;
    private static final long SECONDS = 8;
    private static final int WATCHERS = 10_000;
    private static final int CHANGES = 10;

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public String about() {
        return "registration to callback, registrations a second, fan-out to 10,000 watchers";
    }

    @Override
    public List<String> cases() {
        return List.of("register-to-callback", "register-32-threads", "fanout-" + WATCHERS);
    }

    @Override
    public List<String> subjects() {
        return List.of(SUBJECT);
    }

    @Override
    public void run(Report report, Plan plan) throws Exception {
        report.note(
                "fsync before every acknowledgement; server, client and watchers are processes");
        report.absent("nacos", "not installed here");
        for (int round = 0; round < plan.rounds(); round++) {
            if (plan.wants("register-to-callback")) {
                registerToCallback(report);
            }
            if (plan.wants("register-32-threads")) {
                registerByThreads(report);
            }
            if (plan.wants("fanout-" + WATCHERS)) {
                fanOut(report);
            }
        }
    }

    /** One registration at a time; the clock stops in the callback of another process. */
    private static void registerToCallback(Report report) throws Exception {
        try (MeasuredServer server = new MeasuredServer();
                RpcClient rpc = new RpcClient()) {
            String secret = server.createApplication(RegistryClient.APPLICATION);
            RegistryClient client = new RegistryClient(rpc, server.address(), secret);
            ServiceName service = new ServiceName("default", "callback");
            Process watcher = watch(server, secret, "callback", 1);
            BufferedReader moments = watching(watcher);
            Histogram microseconds = new Histogram(3);
            for (int i = 0; i < WARM_UP + MEASURED; i++) {
                long start = System.nanoTime();
                client.registry().register(client.session(), service, instance(i)).join();
                long called = WatcherProcess.Moments.parse(moments.readLine()).firstNs();
                if (i >= WARM_UP) {
                    microseconds.recordValue((called - start) / 1000);
                }
            }
            report.figure("register-to-callback", SUBJECT, "p50", at(microseconds, 50), "us");
            report.figure("register-to-callback", SUBJECT, "p99", at(microseconds, 99), "us");
            stop(watcher);
        }
    }

    private static double at(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile);
    }

    /** Many threads, each registers one instance after the other and waits for it. */
    private static void registerByThreads(Report report) throws Exception {
        try (MeasuredServer server = new MeasuredServer();
                RpcClient rpc = new RpcClient()) {
            String secret = server.createApplication(RegistryClient.APPLICATION);
            RegistryClient client = new RegistryClient(rpc, server.address(), secret);
            LongAdder done = new LongAdder();
            CountDownLatch ended = new CountDownLatch(THREADS);
            long end = System.nanoTime() + 2 * SECONDS * 1_000_000_000L;
            for (int t = 0; t < THREADS; t++) {
                ServiceName service = new ServiceName("default", "load-" + t);
                Thread.ofVirtual()
                        .start(() -> {
                            for (int i = 0; System.nanoTime() < end; i++) {
                                client.registry()
                                        .register(client.session(), service, instance(i))
                                        .join();
                                done.increment();
                            }
                            ended.countDown();
                        });
            }
            Thread.sleep(SECONDS * 1000); // the first half warms up
            long before = done.sum();
            long from = System.nanoTime();
            ended.await();
            double seconds = (System.nanoTime() - from) / 1e9;
            report.figure(
                    "register-32-threads", SUBJECT, "rate", (done.sum() - before) / seconds, "/s");
        }
    }

    /** One change, seen by ten thousand connections. */
    private static void fanOut(Report report) throws Exception {
        try (MeasuredServer server = new MeasuredServer();
                RpcClient rpc = new RpcClient()) {
            String secret = server.createApplication(RegistryClient.APPLICATION);
            RegistryClient client = new RegistryClient(rpc, server.address(), secret);
            ServiceName service = new ServiceName("default", "fanout");
            Process watcher = watch(server, secret, "fanout", WATCHERS);
            BufferedReader moments = watching(watcher);
            Histogram microseconds = new Histogram(3);
            for (int i = 0; i < 2 * CHANGES; i++) {
                long start = System.nanoTime();
                client.registry().register(client.session(), service, instance(i)).join();
                long last = WatcherProcess.Moments.parse(moments.readLine()).lastNs();
                if (i >= CHANGES) {
                    microseconds.recordValue((last - start) / 1000);
                }
            }
            String name = "fanout-" + WATCHERS;
            report.figure(name, SUBJECT, "p50", at(microseconds, 50), "us");
            report.figure(name, SUBJECT, "max", at(microseconds, 100), "us");
            stop(watcher);
        }
    }

    private static Process watch(MeasuredServer server, String secret, String service, int watchers)
            throws IOException {
        return MeasuredServer.java(
                WatcherProcess.class.getName(),
                Map.of(),
                server.address(),
                service,
                Integer.toString(watchers),
                secret);
    }

    private static BufferedReader watching(Process watcher) throws IOException {
        BufferedReader output = watcher.inputReader();
        String line = output.readLine();
        if (!"watching".equals(line)) {
            throw new IOException("the watchers did not come up: " + line);
        }
        return output;
    }

    private static void stop(Process watcher) throws Exception {
        watcher.outputWriter().close();
        watcher.waitFor();
    }

    private static Instance instance(int i) {
        return Instance.of("i-" + i, "1.0", "10.0.0.1:" + (1 + i % 60_000));
    }
}
