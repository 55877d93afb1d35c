package io.stargazer.bench.rpc.process;

import io.stargazer.bench.rpc.load.Measurement;
import io.stargazer.bench.rpc.load.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One subject at work: its server and its client, each a process. */
public final class Pair implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Subject subject;
    private final Child server;
    private final Child client;

    /**
     * What was measured on both sides.
     *
     * @param server what the process of the server used meanwhile
     */
    public record Result(Measurement client, Usage server) {}

    /** Starts both. */
    public Pair(Subject subject, Workload workload) throws IOException, InterruptedException {
        this.subject = subject;
        server =
                new Child(
                        ServerProcess.class,
                        List.of(subject.title(), workload.variant().name(), "0"));
        try {
            client =
                    new Child(
                            ClientProcess.class,
                            List.of(subject.title(), workload.word(), server.ready()));
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    public Subject subject() {
        return subject;
    }

    /** Where the server listens. */
    public String address() {
        return server.ready();
    }

    /**
     * Runs the workload.
     *
     * @throws IOException the process did not answer, or a call failed
     */
    public Result press(double seconds) throws IOException, InterruptedException {
        Usage before = Usage.parse(server.ask("usage", PATIENCE));
        Measurement measured = Measurement.parse(client.ask("press " + seconds, PATIENCE));
        Usage used = Usage.parse(server.ask("usage", PATIENCE)).since(before);
        if (measured.calls() == 0 || measured.failed() > 0) {
            throw new IOException(
                    measured.failed() + " calls failed, " + measured.calls() + " were answered");
        }
        return new Result(measured, used);
    }

    /** Makes the same calls on a schedule; failed ones are in the measurement. */
    public Measurement steady(double perSecond, double seconds)
            throws IOException, InterruptedException {
        return Measurement.parse(
                client.ask("steady " + perSecond + " " + seconds, PATIENCE.multipliedBy(2)));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
