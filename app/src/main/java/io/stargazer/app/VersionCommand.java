package io.stargazer.app;

import io.stargazer.app.client.ApiClient;
import io.stargazer.app.command.Shell;
import io.stargazer.app.terminal.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code stargazer version}: of this program, without asking a server. */
@Command(name = "version")
final class VersionCommand implements Callable<Integer> {

    private final Shell shell;

    VersionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        String version = BuildVersion.read();
        String java = System.getProperty("java.runtime.version");
        Output output = shell.output();
        output.document(ApiClient.newObject().put("version", version).put("java", java), version);
        output.say("version.line", version, java);
        return 0;
    }
}
