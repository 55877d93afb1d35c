package io.stargazer.app;

import io.stargazer.app.command.Shell;
import io.stargazer.app.torture.TortureRun;
import io.stargazer.app.torture.schedule.FaultKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code stargazer torture}: real servers, killed, frozen and cut off from each other under load.
 */
@Command(name = "torture")
final class TortureCommand implements Callable<Integer> {

    private static final int FEWEST_SERVERS = 3;
    private static final int MOST_SERVERS = 5;

    private final Shell shell;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Option(names = "--minutes", paramLabel = "N", defaultValue = "1")
    int minutes;

    @Option(names = "--servers", paramLabel = "N", defaultValue = "3")
    int servers;

    @Option(names = "--seed", paramLabel = "S")
    @Nullable Long seed;

    @Option(names = "--faults", paramLabel = "FAULT", split = ",")
    List<FaultKind> faults = List.of();

    @Option(names = "--data-dir", paramLabel = "FOLDER")
    @Nullable Path dataDir;

    TortureCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        require("--servers", servers, FEWEST_SERVERS, MOST_SERVERS);
        require("--minutes", minutes, 1, 24 * 60);
        TortureRun.Plan plan =
                new TortureRun.Plan(
                        servers,
                        Duration.ofMinutes(minutes),
                        seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed,
                        faults,
                        dataDir,
                        Main.class);
        return new TortureRun(shell, plan).run().number();
    }

    private void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    shell.messages().text("error.torture.range", option, least, most, value));
        }
    }
}
