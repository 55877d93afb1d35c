package io.stargazer.app;

import io.stargazer.app.terminal.ExitCode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stargazer demo}: real processes, real input, one of them killed on the way. */
@Command(name = "demo")
final class DemoCommand implements Callable<Integer> {

    @Option(names = "--once")
    boolean isOnce;

    @Option(names = "--input", paramLabel = "PATH")
    Optional<Path> input = Optional.empty();

    @Option(names = "--providers", paramLabel = "N", defaultValue = "3")
    int providers;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "6600")
    int port;

    @Option(names = "--data-dir", paramLabel = "FOLDER")
    Optional<Path> dataDir = Optional.empty();

    @Override
    public Integer call() {
        System.err.println("stargazer: not wired yet");
        return ExitCode.FAILED.number();
    }
}
