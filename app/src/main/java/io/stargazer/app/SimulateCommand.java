package io.stargazer.app;

import io.stargazer.app.client.ApiClient;
import io.stargazer.app.command.Shell;
import io.stargazer.app.terminal.ExitCode;
import io.stargazer.app.terminal.Output;
import io.stargazer.app.terminal.ProgressBar;
import io.stargazer.sim.SimRun;
import io.stargazer.sim.Simulate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stargazer simulate}: whole clusters in simulated worlds, one for each seed (CL-1). */
@Command(name = "simulate")
final class SimulateCommand implements Callable<Integer> {

    private final Shell shell;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "1000")
    int seeds;

    @Option(names = "--seed", paramLabel = "SEED", defaultValue = "1")
    long firstSeed;

    @Option(names = "--servers", paramLabel = "N")
    int servers = SimRun.ANY_SERVERS;

    SimulateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Output output = shell.output();
        if (seeds < 1 || !SimRun.isSize(servers)) {
            throw new ParameterException(
                    spec.commandLine(), output.text("error.simulate.impossible"));
        }
        ProgressBar bar =
                new ProgressBar(
                        shell.surroundings().streams(), output.text("simulate.worlds"), seeds);
        Simulate.Summary summary =
                Simulate.run(
                        new Simulate.Plan(seeds, firstSeed, servers),
                        (done, events) ->
                                bar.at(
                                        done,
                                        output.text("simulate.events", Long.toString(events))));
        output.document(
                ApiClient.newObject()
                        .put("ok", summary.ok())
                        .put("seeds", summary.seeds())
                        .put("events", summary.events())
                        .put("seconds", summary.seconds())
                        .put("failure", summary.failure()),
                String.valueOf(summary.seeds()));
        if (output.isHuman()) {
            output.line(summary.line());
        }
        return (summary.ok() ? ExitCode.OK : ExitCode.FAILED).number();
    }
}
