package io.stargazer.bench.rpc;

import io.stargazer.bench.rpc.load.Measurement;
import io.stargazer.bench.rpc.peer.Variant;
import io.stargazer.bench.rpc.process.Child;
import io.stargazer.bench.rpc.process.ClientProcess;
import io.stargazer.bench.rpc.process.ServerProcess;
import io.stargazer.bench.rpc.process.Subject;
import io.stargazer.bench.rpc.process.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Several providers of ours and one caller that spreads its calls over them. One thread may press
 * the caller while another restarts providers.
 */
final class Providers implements AutoCloseable {

    static final int COUNT = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<Child> providers = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final Child caller;

    Providers(Workload workload) throws IOException, InterruptedException {
        try {
            for (int at = 0; at < COUNT; at++) {
                Child provider = provider("0");
                providers.add(provider);
                addresses.add(provider.ready());
            }
            caller =
                    new Child(
                            ClientProcess.class,
                            List.of(
                                    Subject.STARGAZER.title(),
                                    workload.word(),
                                    String.join(",", addresses)));
        } catch (IOException e) {
            providers.forEach(Child::close);
            throw e;
        }
    }

    private static Child provider(String port) throws IOException, InterruptedException {
        return new Child(
                ServerProcess.class,
                List.of(Subject.STARGAZER.title(), Variant.BALANCED.name(), port));
    }

    /** Begins to call on a schedule; {@link #measured} tells how it went. */
    void begin(double perSecond, double seconds) throws IOException {
        caller.tell("steady " + perSecond + " " + seconds);
    }

    Measurement measured() throws IOException, InterruptedException {
        return Measurement.parse(caller.answer(PATIENCE));
    }

    long pid(int provider) {
        return providers.get(provider).pid();
    }

    /** Stops one as its operator would, and starts it anew where it was. */
    void restart(int provider) throws IOException, InterruptedException {
        Child old = providers.get(provider);
        if (!Boolean.parseBoolean(old.ask("drain", PATIENCE))) {
            throw new IOException("a provider could not finish its calls");
        }
        old.close();
        String address = addresses.get(provider);
        providers.set(provider, provider(address.substring(address.lastIndexOf(':') + 1)));
    }

    @Override
    public void close() {
        caller.close();
        providers.forEach(Child::close);
    }
}
