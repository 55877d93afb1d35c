package io.stargazer.bench.tasks;

import io.stargazer.bench.Turns;
import io.stargazer.bench.log.servers.StargazerServers;
import io.stargazer.bench.tasks.peer.Broker;
import io.stargazer.bench.tasks.peer.StargazerBroker;
import io.stargazer.bench.tasks.peer.StargazerQueue;
import io.stargazer.bench.tasks.process.Subject;
import java.io.IOException;
import java.util.List;

/** Tasks that do nothing: submitted, done, and their ends as durable as their beginnings. */
record RateCase(String name, int servers) implements TaskCase {

    private static final double WARM_UP_TIMES = 3;

    @Override
    public void measure(Turns<Subject> turns) throws Exception {
        double seconds = turns.plan().seconds();
        turns.inTurns(
                name,
                servers == 1 ? Subject.ALL : List.of(Subject.STARGAZER),
                subject ->
                        Deployment.of(subject, broker(subject), StargazerQueue.CREDIT)
                                .after(started -> started.rate(seconds * WARM_UP_TIMES)),
                (subject, started) ->
                        turns.figure(name, subject, "rate", started.rate(seconds), "tasks/s"));
    }

    private Broker broker(Subject subject) throws IOException, InterruptedException {
        return servers == 1 ? subject.broker() : new StargazerBroker(new StargazerServers(servers));
    }
}
