package io.stargazer.bench.tasks;

import io.stargazer.bench.Turns;
import io.stargazer.bench.rpc.process.Child;
import io.stargazer.bench.tasks.process.Subject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * An executor that has begun tasks is lost: how long until the last of them has begun elsewhere.
 *
 * @param hangs whether it is stopped so that its connection stays, instead of killed
 */
record ReassignCase(String name, boolean hangs) implements TaskCase {

    static final String BREAK = "reassign-break";
    static final String HANG = "reassign-hang";

    private static final int TASKS = 32;
    private static final int CREDIT = 2 * TASKS;
    private static final String ALL_BEGUN = "await " + TASKS;

    /** Each takes seconds. */
    private static final int FEWER_HANG = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Override
    public void measure(Turns<Subject> turns) throws Exception {
        int kills = turns.plan().scale().kills();
        turns.inTurns(
                name,
                List.of(Subject.STARGAZER),
                subject -> new Deployment(subject, subject.broker()),
                (subject, started) ->
                        turns.figure(
                                name,
                                subject,
                                "max",
                                worstMs(started, hangs ? 1 + (kills - 1) / FEWER_HANG : kills),
                                "ms"));
    }

    /** Who has got the tasks of a lost one holds those of the next turn. */
    private double worstMs(Deployment started, int times) throws IOException, InterruptedException {
        double worstMs = 0;
        Child holder = started.startExecutor(CREDIT);
        for (int at = 0; at < times; at++) {
            holder.ask("hold", PATIENCE);
            holder.ask("reset", PATIENCE);
            started.submitter("hold " + TASKS);
            holder.ask(ALL_BEGUN, PATIENCE);
            Child heir = started.startExecutor(CREDIT);
            long lostNs = System.nanoTime();
            lose(holder);
            long begunNs = Deployment.numbers(heir.ask(ALL_BEGUN, PATIENCE))[0];
            worstMs = Math.max(worstMs, (begunNs - lostNs) / 1e6);
            holder.kill();
            holder = heir;
        }
        holder.kill();
        return worstMs;
    }

    private void lose(Child holder) throws IOException, InterruptedException {
        if (!hangs) {
            holder.kill();
            return;
        }
        String[] command = {"kill", "-STOP", Long.toString(holder.pid())};
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("an executor could not be stopped");
        }
    }
}
