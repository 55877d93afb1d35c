package io.stargazer.bench.rpc;

import io.stargazer.bench.rpc.load.Measurement;
import io.stargazer.bench.rpc.process.Subject;
import io.stargazer.bench.rpc.process.Workload;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Three providers are replaced one after the other while calls come on a schedule. The method is
 * not marked idempotent: what is begun must be finished, nothing may be made twice.
 */
final class RollingRestartCase implements RpcCase {

    static final String NAME = "rolling-restart";

    private static final double CALLS_A_SECOND = 2000;
    private static final double SECONDS = 10;
    private static final double RUN_IN_SECONDS = 2;
    private static final long BETWEEN_MS = 300;

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public void measure(Session session) throws IOException, InterruptedException {
        if (!session.plan().includes(Subject.STARGAZER.title())) {
            return;
        }
        try (Providers providers = new Providers(Workload.balanced(32))) {
            providers.begin(CALLS_A_SECOND, RUN_IN_SECONDS);
            providers.measured();
            for (int round = 1; round <= session.plan().rounds(); round++) {
                session.report().note(NAME + ", round " + round);
                long beganNs = System.nanoTime();
                providers.begin(CALLS_A_SECOND, SECONDS);
                for (int at = 0; at < Providers.COUNT; at++) {
                    TimeUnit.MILLISECONDS.sleep(BETWEEN_MS);
                    providers.restart(at);
                }
                double tookSeconds = (System.nanoTime() - beganNs) / 1e9;
                Measurement measured = providers.measured();
                if (tookSeconds > SECONDS) {
                    throw new IOException("the restarts took longer than the load");
                }
                long made = measured.calls() + measured.failed();
                session.figure(
                        NAME, Subject.STARGAZER, "lost", (double) measured.failed(), "calls");
                session.figure(NAME, Subject.STARGAZER, "made", (double) made, "calls");
            }
        }
    }
}
