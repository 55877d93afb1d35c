package io.stargazer.bench.rpc;

import io.stargazer.bench.rpc.load.Measurement;
import io.stargazer.bench.rpc.peer.Variant;
import io.stargazer.bench.rpc.process.Subject;
import io.stargazer.bench.rpc.process.Workload;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Three providers are replaced one after the other while calls come on a schedule. The method is
 * not marked idempotent: what is begun must be finished, nothing may be made twice.
 */
final class RollingRestartCase implements RpcCase {

    static final String NAME = "rolling-restart";

    private static final double CALLS_A_SECOND = 2000;
    private static final double SLICE_SECONDS = 2;
    private static final long BETWEEN_MS = 300;

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public void measure(Session session) throws Exception {
        if (!session.plan().includes(Subject.STARGAZER.title())) {
            return;
        }
        try (Providers providers = new Providers(Workload.balanced(Variant.BALANCED, 32));
                ExecutorService operator = Executors.newVirtualThreadPerTaskExecutor()) {
            press(providers); // warms up
            for (int round = 1; round <= session.plan().rounds(); round++) {
                session.report().note(NAME + ", round " + round);
                Future<Void> restarts = operator.submit(() -> restartAll(providers));
                long made = 0;
                long lost = 0;
                do {
                    Measurement slice = press(providers);
                    made += slice.calls() + slice.failed();
                    lost += slice.failed();
                } while (!restarts.isDone());
                restarts.get();
                session.figure(NAME, Subject.STARGAZER, "lost", (double) lost, "calls");
                session.figure(NAME, Subject.STARGAZER, "made", (double) made, "calls");
            }
        }
    }

    private static @Nullable Void restartAll(Providers providers) throws Exception {
        for (int at = 0; at < Providers.COUNT; at++) {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_MS);
            providers.restart(at);
        }
        return null;
    }

    private static Measurement press(Providers providers) throws Exception {
        providers.begin(CALLS_A_SECOND, SLICE_SECONDS);
        return providers.measured();
    }
}
