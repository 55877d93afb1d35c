package io.stargazer.app;

import io.stargazer.app.command.Shell;
import io.stargazer.app.serve.ServeOptions;
import io.stargazer.app.serve.ServerRun;
import io.stargazer.server.ServerConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stargazer dev}: server and console in one process, unknown applications welcome. */
@Command(name = "dev")
final class DevCommand implements Callable<Integer> {

    private final Shell shell;
    @Mixin private ServeOptions options = new ServeOptions();

    DevCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        ServerConfig defaults = ServerConfig.in(Path.of("data")).withAutoRegister(true);
        return new ServerRun(shell, true, ClassArchive::vouch).run(options, defaults).number();
    }
}
