package io.stargazer.app;

import io.stargazer.app.command.Shell;
import io.stargazer.app.demo.DemoRun;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stargazer demo}: real processes, real input, one of them killed on the way. */
@Command(name = "demo")
final class DemoCommand implements Callable<Integer> {

    private final Shell shell;

    @Option(names = "--once")
    boolean isOnce;

    @Option(names = "--input", paramLabel = "PATH")
    @Nullable Path input;

    @Option(names = "--providers", paramLabel = "N", defaultValue = "3")
    int providers;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "6600")
    int port;

    @Option(names = "--data-dir", paramLabel = "FOLDER")
    @Nullable Path dataDir;

    DemoCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        DemoRun.Plan plan = new DemoRun.Plan(isOnce, input, providers, port, dataDir, Main.class);
        return new DemoRun(shell, plan).run().number();
    }
}
