package io.stargazer.bench.log;

import io.stargazer.bench.rpc.process.Child;
import java.time.Duration;
import java.util.List;

/** Bytes of heap for each registered instance, in a process that holds nothing but the state. */
final class SizeCase implements LogCase {

    static final String NAME = "instance-bytes";

    private static final List<String> MEMORY = List.of("-Xmx4g", "-XX:+UseSerialGC");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public void measure(Run run) throws Exception {
        run.inTurns(
                NAME,
                List.of(Subject.STARGAZER),
                _ -> new Child(MEMORY, StateProcess.class, List.of()),
                (subject, child) -> {
                    String bytes = child.ask("fill " + run.plan().scale().objects(), PATIENCE);
                    run.figure(NAME, subject, "value", Double.parseDouble(bytes), "bytes");
                });
    }
}
