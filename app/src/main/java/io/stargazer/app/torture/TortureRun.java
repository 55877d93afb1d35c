package io.stargazer.app.torture;

import io.stargazer.app.command.Shell;
import io.stargazer.app.linear.Linearizability;
import io.stargazer.app.linear.Verdict;
import io.stargazer.app.process.DeletedFolder;
import io.stargazer.app.terminal.ExitCode;
import io.stargazer.app.terminal.Messages;
import io.stargazer.app.terminal.Streams;
import io.stargazer.app.torture.schedule.Fault;
import io.stargazer.app.torture.schedule.FaultKind;
import io.stargazer.app.torture.schedule.FaultKind.Family;
import io.stargazer.app.torture.schedule.Schedule;
import io.stargazer.app.torture.task.TaskCrew;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tortures a cluster of real processes under load (CL-1, CL-2): first faults, then peace; in the
 * end all servers must agree, a write must succeed, and what the clients saw must have an order.
 */
public final class TortureRun {

    private static final int CLIENTS = 6;

    /** Before the first fault. */
    private static final Duration CALM = Duration.ofSeconds(2);

    private static final Duration TOKEN_RENEWAL = Duration.ofMinutes(30);

    /** A register of some thousand operations takes some thousand. */
    private static final int MOST_CONFIGURATIONS = 2_000_000;

    private final Messages messages;
    private final Streams streams;
    private final Plan plan;
    private final Alarm alarm = new Alarm();
    private final Registers registers;
    private final long beginNs = System.nanoTime();

    /**
     * What is asked for.
     *
     * @param servers how many, at least 3
     * @param length how long faults are inflicted, unless they are named
     * @param seed of the schedule
     * @param faults these in this order instead of a schedule; none for that
     * @param folder for data and logs instead of a temporary one; is kept
     * @param program the {@code stargazer} command, to start the servers with
     */
    public record Plan(
            int servers,
            Duration length,
            long seed,
            List<FaultKind> faults,
            @Nullable Path folder,
            Class<?> program) {}

    public TortureRun(Shell shell, Plan plan) {
        this.messages = shell.messages();
        this.streams = shell.surroundings().streams();
        this.plan = plan;
        long generations = plan.length().dividedBy(Load.GENERATION_LASTS) + 2;
        this.registers = new Registers((int) generations * Load.GENERATION);
    }

    /** Returns when all is checked; whatever went wrong is told, and the folder is kept. */
    public ExitCode run() throws IOException, InterruptedException {
        Path folder =
                plan.folder() != null
                        ? Files.createDirectories(plan.folder()).toAbsolutePath()
                        : Files.createTempDirectory("stargazer-torture");
        note("torture.begins", plan.servers(), plan.seed(), folder);
        List<FaultKind> possible = possible();
        if (!possible.containsAll(plan.faults())) {
            return ExitCode.FAILED;
        }
        String result;
        try (TortureCluster cluster =
                new TortureCluster(plan.servers(), folder, plan.program(), alarm)) {
            result = torture(cluster, possible);
        } catch (TortureFailed failed) {
            return failed(folder, String.valueOf(failed.getMessage()));
        }
        if (plan.folder() == null) {
            DeletedFolder.delete(folder);
        }
        streams.out().println(result);
        streams.out().flush();
        return ExitCode.OK;
    }

    /** What can be done on this machine; says what cannot. */
    private List<FaultKind> possible() throws IOException {
        List<FaultKind> kinds =
                plan.faults().isEmpty() ? List.of(FaultKind.values()) : plan.faults();
        if (kinds.stream().anyMatch(kind -> kind.family() == Family.DISK)) {
            String whyNot = SlowDisk.whyNot();
            if (whyNot != null) {
                note("torture.no-slow-disks", whyNot);
                kinds = kinds.stream().filter(kind -> kind.family() != Family.DISK).toList();
            }
        }
        note(
                "torture.faults",
                String.join(", ", kinds.stream().distinct().map(FaultKind::toString).toList()));
        return kinds;
    }

    private String torture(TortureCluster cluster, List<FaultKind> possible)
            throws IOException, InterruptedException {
        cluster.begin(registers);
        Load load = new Load(cluster, registers, alarm);
        try (TaskCrew crew = cluster.newCrew()) {
            Tormentor tormentor = new Tormentor(cluster, crew);
            try (Progress _ =
                    new Progress(streams, () -> figures(cluster, load, tormentor, crew))) {
                load.start(CLIENTS, plan.seed());
                crew.start();
                inflict(cluster, tormentor, new Schedule(plan.seed(), plan.faults(), possible));
                load.stop();
                crew.enough();
                alarm.requireSilence();
                note("torture.peace");
                endInPeace(cluster, load, crew);
            }
            crew.dismiss();
            check(load);
            check(crew);
            return result(cluster, load, tormentor, crew);
        }
    }

    private String result(TortureCluster cluster, Load load, Tormentor tormentor, TaskCrew crew)
            throws IOException {
        return "torture ok seed=%d seconds=%d operations=%d unknown=%d tasks=%d dead=%d refused=%d kills=%d stops=%d partitions=%d slow=%d elections=%d"
                .formatted(
                        plan.seed(),
                        seconds(),
                        load.history().size(),
                        load.history().unknown(),
                        crew.ended(),
                        crew.dead(),
                        crew.refused(),
                        tormentor.count(Family.KILL),
                        tormentor.count(Family.STOP),
                        tormentor.count(Family.PARTITION),
                        tormentor.count(Family.DISK),
                        cluster.lookout().elections());
    }

    private void inflict(TortureCluster cluster, Tormentor tormentor, Schedule schedule)
            throws IOException, InterruptedException {
        cluster.pause(CALM);
        long endNs = System.nanoTime() + plan.length().toNanos();
        long renewNs = System.nanoTime() + TOKEN_RENEWAL.toNanos();
        while (schedule.hasNext() && (!plan.faults().isEmpty() || System.nanoTime() - endNs < 0)) {
            Fault fault = schedule.next();
            tormentor.inflict(
                    fault,
                    victim ->
                            note(
                                    "torture.fault",
                                    seconds(),
                                    fault.kind(),
                                    victim,
                                    fault.length().toMillis()));
            if (System.nanoTime() - renewNs > 0) {
                renewNs = System.nanoTime() + TOKEN_RENEWAL.toNanos();
                cluster.renewToken();
            }
        }
    }

    /**
     * Every register is written and read once more, every task ends, and all servers come to the
     * same state.
     */
    private void endInPeace(TortureCluster cluster, Load load, TaskCrew crew)
            throws InterruptedException {
        Requester last = cluster.requester(Duration.ofSeconds(10));
        TortureServer any = cluster.servers().getLast();
        for (int register = 0; register < registers.count(); register++) {
            int number = register;
            cluster.await(
                    "a read succeeds after the faults", () -> load.read(0, last, any, number));
            cluster.await(
                    "a write succeeds after the faults",
                    () -> {
                        int value = registers.newValue(number);
                        return value == 0 || load.write(0, last, any, number, value);
                    });
            cluster.await(
                    "a read succeeds after the faults", () -> load.read(0, last, any, number));
        }
        cluster.await(() -> "all accepted tasks end, but for " + crew.open(), () -> crew.isDone());
        cluster.await("all servers agree", () -> cluster.lookout().agree());
    }

    private void check(Load load) {
        Verdict verdict =
                new Linearizability(Registers.INITIAL, MOST_CONFIGURATIONS).check(load.history());
        switch (verdict) {
            case Verdict.Linearizable fine -> {}
            case Verdict.Violated violated ->
                    throw new TortureFailed(
                            "what clients saw of %s cannot have happened one after the other:%n%s"
                                    .formatted(violated.key(), violated.story()));
            case Verdict.Undecided undecided ->
                    throw new TortureFailed(
                            "the history of %s is too large to be checked"
                                    .formatted(undecided.key()));
        }
    }

    private void check(TaskCrew crew) throws IOException {
        crew.complaint()
                .ifPresent(wrong -> {
                    throw new TortureFailed(wrong);
                });
    }

    private String figures(TortureCluster cluster, Load load, Tormentor tormentor, TaskCrew crew) {
        return messages.text(
                "torture.progress",
                seconds(),
                load.history().size(),
                load.history().unknown(),
                crew.accepted(),
                crew.accepted() - crew.ended(),
                tormentor.count(Family.KILL),
                tormentor.count(Family.STOP),
                tormentor.count(Family.PARTITION),
                cluster.lookout().elections());
    }

    private ExitCode failed(Path folder, String story) {
        streams.err().println(messages.text("error.torture.failed", plan.seed(), story));
        streams.err().println(messages.text("torture.kept", folder));
        streams.err().println(messages.text("torture.replay", replay()));
        streams.err().flush();
        return ExitCode.FAILED;
    }

    private String replay() {
        String faults =
                plan.faults().isEmpty()
                        ? " --minutes " + Math.max(1, plan.length().toMinutes())
                        : " --faults "
                                + String.join(
                                        ",",
                                        plan.faults().stream().map(FaultKind::toString).toList());
        return "stargazer torture --servers %d --seed %d%s"
                .formatted(plan.servers(), plan.seed(), faults);
    }

    private long seconds() {
        return (System.nanoTime() - beginNs) / 1_000_000_000;
    }

    private void note(String key, Object... arguments) {
        streams.err().println(messages.text(key, arguments));
        streams.err().flush();
    }
}
