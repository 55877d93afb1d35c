package io.stargazer.bench.tasks;

import io.stargazer.bench.log.servers.Folder;
import io.stargazer.bench.rpc.process.Child;
import io.stargazer.bench.tasks.peer.Broker;
import io.stargazer.bench.tasks.process.ExecutorProcess;
import io.stargazer.bench.tasks.process.Subject;
import io.stargazer.bench.tasks.process.SubmitterProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One subject at work: what keeps its tasks, who submits them, and who does them. */
final class Deployment implements AutoCloseable {

    /** Beyond the seconds of a measurement. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Subject subject;
    private final Broker broker;
    private final Folder folder = Folder.create();
    private final List<Child> children = new ArrayList<>();
    private final Child submitter;

    /** Starts a submitter at a broker, which is closed with it. */
    Deployment(Subject subject, Broker broker) throws IOException, InterruptedException {
        this.subject = subject;
        this.broker = broker;
        boolean isStarted = false;
        try {
            submitter = start(SubmitterProcess.class, "");
            isStarted = true;
        } finally {
            if (!isStarted) {
                close();
            }
        }
    }

    /** Starts the submitter and one executor, of ours with the credit; 0 for the usual. */
    static Deployment of(Subject subject, Broker broker, int credit)
            throws IOException, InterruptedException {
        Deployment deployment = new Deployment(subject, broker);
        try {
            deployment.startExecutor(credit);
            return deployment;
        } catch (IOException | InterruptedException e) {
            deployment.close();
            throw e;
        }
    }

    /** What comes before the first turn. */
    @FunctionalInterface
    interface Preparation {
        void prepare(Deployment started) throws IOException, InterruptedException;
    }

    /** Prepares it; closes it where that breaks off. */
    Deployment after(Preparation preparation) throws IOException, InterruptedException {
        try {
            preparation.prepare(this);
            return this;
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /** One more process that does tasks; it ends with all. */
    Child startExecutor(int credit) throws IOException, InterruptedException {
        return start(ExecutorProcess.class, Integer.toString(credit));
    }

    private Child start(Class<?> main, String more) throws IOException, InterruptedException {
        String cache = folder.path().resolve("c" + children.size()).toString();
        Child child =
                new Child(
                        main,
                        List.of(subject.title(), broker.address(), broker.secret(), cache, more));
        children.add(child);
        return child;
    }

    Broker broker() {
        return broker;
    }

    /** Has the submitter do something, however long that takes. */
    String submitter(String order) throws IOException, InterruptedException {
        return submitter.ask(order, PATIENCE);
    }

    private Child executor() {
        return children.getLast();
    }

    /** Tasks a second, from the first submission until the last is done and its end is durable. */
    double rate(double seconds) throws IOException, InterruptedException {
        return rate("press", seconds);
    }

    /** The same of tasks of ours that are in no log. */
    double ephemeralRate(double seconds) throws IOException, InterruptedException {
        return rate("press-ephemeral", seconds);
    }

    private double rate(String order, double seconds) throws IOException, InterruptedException {
        executor().ask("reset", PATIENCE);
        long[] pressed = numbers(submitter(order + " " + seconds));
        long[] done = numbers(executor().ask("await " + pressed[0], PATIENCE));
        long elapsedNs = Math.max(pressed[2], done[0]) - pressed[1];
        return pressed[0] * 1e9 / elapsedNs;
    }

    /**
     * From submission to beginning when there is little to do.
     *
     * @param p50Us microseconds
     * @param p99Us microseconds
     */
    record Delay(double p50Us, double p99Us) {}

    Delay delay(double seconds) throws IOException, InterruptedException {
        executor().ask("reset", PATIENCE);
        String count = submitter("trickle " + seconds);
        long[] done = numbers(executor().ask("await " + count, PATIENCE));
        return new Delay(done[1] / 1e3, done[2] / 1e3);
    }

    static long[] numbers(String answer) {
        String[] words = answer.split(" ", -1);
        long[] numbers = new long[words.length];
        for (int at = 0; at < words.length; at++) {
            numbers[at] = Long.parseLong(words[at]);
        }
        return numbers;
    }

    @Override
    public void close() throws IOException {
        children.forEach(Child::close);
        broker.close();
        folder.close();
    }
}
