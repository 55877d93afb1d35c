package io.stargazer.app;

import io.stargazer.app.command.Shell;
import io.stargazer.app.serve.ServeOptions;
import io.stargazer.app.serve.ServerRun;
import io.stargazer.server.ServerConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stargazer server}: a server as it runs for others. */
@Command(name = "server")
final class ServerCommand implements Callable<Integer> {

    private final Shell shell;
    @Mixin private ServeOptions options = new ServeOptions();

    ServerCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        return new ServerRun(shell, false, ClassArchive::vouch)
                .run(options, ServerConfig.in(Path.of("data")))
                .number();
    }
}
