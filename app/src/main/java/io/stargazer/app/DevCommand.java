package io.stargazer.app;

import io.stargazer.app.terminal.ExitCode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stargazer dev}: server and console in one process. */
@Command(name = "dev")
final class DevCommand implements Callable<Integer> {

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            descriptionKey = "data-dir",
            defaultValue = "./data")
    Path dataDir = Path.of("data");

    @Option(names = "--port", paramLabel = "PORT", descriptionKey = "port", defaultValue = "6600")
    int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            descriptionKey = "host",
            defaultValue = "127.0.0.1")
    String host = "127.0.0.1";

    @Option(names = "--config", paramLabel = "FILE", descriptionKey = "config")
    Optional<Path> config = Optional.empty();

    @Override
    public Integer call() {
        System.err.println("stargazer: not wired yet");
        return ExitCode.FAILED.number();
    }
}
