package io.stargazer.bench.log;

import io.stargazer.api.Command;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.RegistryCommand.Register;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.SessionCommand.OpenSession;
import io.stargazer.bench.rpc.process.Orders;
import io.stargazer.core.CommandCodec;
import io.stargazer.core.ControlState;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;

/**
 * A state and nothing else. The order {@code fill COUNT} registers so many instances, from commands
 * that were read from bytes as those of a log are, and answers with the bytes of heap for each.
 */
public final class StateProcess {

    private static final int SERVICES = 1000;
    private static final int COLLECTIONS = 3;

    private StateProcess() {}

    public static void main(String[] arguments) throws Exception {
        new Orders()
                .follow(
                        "",
                        words -> {
                            if (!words.getFirst().equals("fill")) {
                                throw new IllegalArgumentException("no such order");
                            }
                            return Double.toString(bytesEach(Integer.parseInt(words.get(1))));
                        });
    }

    /** As many bytes as the heap has grown by, divided by the instances. */
    static double bytesEach(int count) {
        ControlState state = new ControlState();
        apply(state, new OpenSession("s-1", new ApplicationId("default", "bench"), "bench"));
        long before = usedBytes();
        try {
            for (int number = 0; number < count; number++) {
                apply(
                        state,
                        new Register(
                                "s-1",
                                new ServiceName("default", "service-" + number % SERVICES),
                                Instance.of("i-" + number / SERVICES, "1.0", "10.0.0.1:8080")));
            }
            return (double) (usedBytes() - before) / count;
        } finally {
            Reference.reachabilityFence(state);
        }
    }

    private static void apply(ControlState state, Command command) {
        Sink sink = new Sink();
        CommandCodec.write(command, sink);
        Outcome outcome =
                state.apply(
                        new Stamp(state.nextRevision(), 1, "bench"),
                        CommandCodec.read(new Source(sink.toArray())));
        if (!(outcome instanceof Outcome.Applied)) {
            throw new IllegalStateException("refused: " + outcome);
        }
    }

    private static long usedBytes() {
        for (int at = 0; at < COLLECTIONS; at++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
