package io.stargazer.bench.rpc;

import io.stargazer.bench.rpc.load.Measurement;
import io.stargazer.bench.rpc.peer.Variant;
import io.stargazer.bench.rpc.process.Subject;
import io.stargazer.bench.rpc.process.Workload;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One provider of three stands still for a second, as in a long pause of its collector, while calls
 * come on a schedule, each with a deadline. Only the three seconds around it are looked at, so
 * nothing thins out what the callers felt.
 */
final class StalledProviderCase implements RpcCase {

    static final String NAME = "stalled-provider";

    private static final double CALLS_A_SECOND = 2000;
    private static final double SECONDS = 3;
    private static final double RUN_IN_SECONDS = 3;

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public void measure(Session session) throws IOException, InterruptedException {
        if (!session.plan().includes(Subject.STARGAZER.title())) {
            return;
        }
        try (Providers providers =
                new Providers(Workload.balanced(Variant.BALANCED_WITH_DEADLINE, 32))) {
            for (int round = 0; round < session.plan().rounds(); round++) {
                session.report().note(NAME + ", round " + (round + 1));
                providers.begin(CALLS_A_SECOND, RUN_IN_SECONDS);
                providers.measured();
                providers.begin(CALLS_A_SECOND, SECONDS);
                TimeUnit.SECONDS.sleep(1);
                stall(providers.pid(round % Providers.COUNT));
                report(session, providers.measured());
            }
        }
    }

    /** The shell goes on alone should we be killed meanwhile: nothing stays stopped. */
    private static void stall(long pid) throws IOException, InterruptedException {
        String script = "kill -STOP %1$d; sleep 1; kill -CONT %1$d".formatted(pid);
        int status = new ProcessBuilder("sh", "-c", script).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("a provider could not be stopped for a second");
        }
    }

    private static void report(Session session, Measurement measured) {
        Subject subject = Subject.STARGAZER;
        session.figure(NAME, subject, "p50", measured.latency().p50Ns() / 1e3, "us");
        session.figure(NAME, subject, "p99", measured.latency().p99Ns() / 1e3, "us");
        session.figure(NAME, subject, "p99.9", measured.latency().p999Ns() / 1e3, "us");
        session.figure(NAME, subject, "failed", (double) measured.failed(), "calls");
    }
}
