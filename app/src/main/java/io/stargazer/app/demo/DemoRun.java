package io.stargazer.app.demo;

import io.stargazer.api.Failure;
import io.stargazer.app.command.Shell;
import io.stargazer.app.process.DeletedFolder;
import io.stargazer.app.terminal.ExitCode;
import io.stargazer.app.terminal.Messages;
import io.stargazer.app.terminal.Paint;
import io.stargazer.app.terminal.ProgressBar;
import io.stargazer.app.terminal.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the demo from the first process to the comparison. */
public final class DemoRun {

    /** Between the files that are sent over and over to keep the console alive. */
    private static final long GENTLE_PAUSE_MS = 5;

    /** Stopping in order takes the server and the providers less. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

    private final Shell shell;
    private final Messages messages;
    private final Streams streams;
    private final Plan plan;

    /**
     * What is asked for.
     *
     * @param once end when the work is done
     * @param input a folder or zip file instead of the JDK's sources
     * @param providers how many processes offer the service at the beginning
     * @param port of the server, 0 for any
     * @param folder for data and logs instead of a temporary one
     * @param program the {@code stargazer} command, to start the server with
     */
    public record Plan(
            boolean once,
            @Nullable Path input,
            int providers,
            int port,
            @Nullable Path folder,
            Class<?> program) {}

    public DemoRun(Shell shell, Plan plan) {
        this.shell = shell;
        this.messages = shell.messages();
        this.streams = shell.surroundings().streams();
        this.plan = plan;
    }

    /** Returns when the work is done or, unless it is to be done once, when interrupted. */
    public ExitCode run() throws IOException, InterruptedException {
        Path folder =
                plan.folder() != null
                        ? Files.createDirectories(plan.folder())
                        : Files.createTempDirectory("stargazer-demo");
        try (DemoInput input = DemoInput.open(plan.input(), messages)) {
            say("demo.input", Integer.toString(input.size()));
            try (DemoCluster cluster = new DemoCluster(shell, folder, freePort(), plan.program())) {
                say("demo.console", cluster.url(), cluster.password());
                return work(input, cluster);
            }
        } finally {
            if (plan.folder() == null) {
                DeletedFolder.delete(folder);
            }
        }
    }

    private ExitCode work(DemoInput input, DemoCluster cluster)
            throws IOException, InterruptedException {
        for (int i = 0; i < plan.providers(); i++) {
            cluster.startProvider();
        }
        cluster.awaitProviders(plan.providers());
        say("demo.providers", Integer.toString(plan.providers()));
        TextStatistics service = cluster.service();
        DemoJob job = new DemoJob(input, service);
        long startedNs = System.nanoTime();
        send(input, cluster, job);
        double seconds = (System.nanoTime() - startedNs) / 1e9;
        ProgressBar bar = new ProgressBar(streams, messages.text("demo.comparing"), input.size());
        DemoJob.Comparison comparison = job.compare(compared -> bar.at(compared, ""));
        if (!comparison.isIdentical()) {
            return differs(input, comparison);
        }
        say("demo.identical", Long.toString(comparison.plain().lines()));
        if (!work(input, cluster, comparison.plain())) {
            return ExitCode.FAILED;
        }
        streams.out()
                .printf(
                        "demo ok files=%d calls=%d killed=1 lost=0 seconds=%.1f%n",
                        input.size(), comparison.calls(), seconds);
        streams.out().flush();
        if (!plan.once()) {
            stayAlive(input, cluster, service);
        }
        return ExitCode.OK;
    }

    /**
     * The same once more as tasks.
     *
     * @return whether the answer was the same, too
     */
    private boolean work(DemoInput input, DemoCluster cluster, SourceTotals plain)
            throws IOException, InterruptedException {
        cluster.everySecond(DemoTasks.TICK);
        for (int i = 0; i < DemoTasks.EXECUTORS; i++) {
            cluster.startExecutor(input.source());
        }
        String[] note = {""};
        DemoTasks job =
                new DemoTasks(cluster, input.size(), fault -> note[0] = messages.text(fault));
        say("demo.parts", Integer.toString(job.parts()), Integer.toString(DemoTasks.EXECUTORS));
        ProgressBar bar = new ProgressBar(streams, messages.text("demo.working"), job.parts());
        SourceTotals totals = job.count(cluster.tasks(), done -> bar.at(done, note[0]));
        bar.at(job.parts(), note[0]);
        if (!totals.equals(plain)) {
            streams.err().println(messages.text("error.demo.job-differs"));
            return false;
        }
        say("demo.job-identical", Integer.toString(totals.words().size()));
        tell(job.hurry(cluster.tasks()));
        say("demo.fired", Long.toString(cluster.fired(DemoTasks.TICK)));
        return true;
    }

    private void tell(DemoTasks.Urgent urgent) {
        String took = Long.toString(urgent.tookMs());
        if (urgent.percent() == null) {
            say("demo.in-time", took);
        } else {
            say(
                    "demo.in-time-as-foretold",
                    urgent.percent().toString(),
                    Long.toString(urgent.expectedMs()),
                    took);
        }
    }

    /** One provider dies after a third of the work, another one joins after two thirds. */
    private void send(DemoInput input, DemoCluster cluster, DemoJob job)
            throws InterruptedException {
        int killAt = Math.max(1, input.size() / 3);
        int joinAt = Math.max(2, input.size() * 2 / 3);
        ProgressBar bar = new ProgressBar(streams, messages.text("demo.counting"), input.size());
        String[] note = {""};
        job.run(sent -> {
            if (sent == killAt) {
                note[0] = messages.text("demo.killed", Long.toString(cluster.killProvider()));
            }
            if (sent == joinAt) {
                note[0] = join(cluster);
            }
            bar.at(job.done(), note[0]);
        });
        bar.at(input.size(), note[0]);
    }

    private String join(DemoCluster cluster) {
        try {
            cluster.startProvider();
            return messages.text("demo.joined");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExitCode differs(DemoInput input, DemoJob.Comparison comparison) {
        streams.err()
                .println(
                        messages.text(
                                "error.demo.differs",
                                Integer.toString(input.size()),
                                Integer.toString(comparison.lost()),
                                Integer.toString(comparison.different()),
                                Long.toString(comparison.twice()),
                                comparison.firstFailure()));
        return ExitCode.FAILED;
    }

    /**
     * Until Ctrl-C: a gentle trickle of calls, so that there is something to see. Ctrl-C reaches
     * the providers as soon as this process, so calls may fail while it is on its way out.
     */
    private void stayAlive(DemoInput input, DemoCluster cluster, TextStatistics service)
            throws IOException, InterruptedException {
        say("demo.staying", cluster.url());
        long lastGoodNs = System.nanoTime();
        for (int i = 0; !Thread.currentThread().isInterrupted(); i = (i + 1) % input.size()) {
            try {
                TextStatistics.Statistics _ = service.count(input.read(i));
                lastGoodNs = System.nanoTime();
            } catch (Failure failure) {
                if (System.nanoTime() - lastGoodNs > PATIENCE_NS) {
                    throw failure;
                }
            }
            TimeUnit.MILLISECONDS.sleep(GENTLE_PAUSE_MS);
        }
    }

    private int freePort() {
        if (plan.port() == 0) {
            return 0;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), plan.port()));
            return plan.port();
        } catch (IOException taken) {
            say("demo.port-taken", Integer.toString(plan.port()));
            return 0;
        }
    }

    private void say(String key, Object... arguments) {
        boolean coloured = shell.surroundings().isColoured();
        streams.err().println(Paint.GREEN.on("*", coloured) + " " + messages.text(key, arguments));
    }
}
