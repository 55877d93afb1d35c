package io.stargazer.app.command;

import io.stargazer.app.client.ApiClient;
import io.stargazer.app.terminal.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code stargazer logout}: forgets the token for the server. */
@Command(name = "logout")
public final class LogoutCommand implements Callable<Integer> {

    private final Shell shell;

    public LogoutCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        boolean wasLoggedIn = shell.credentials().remove(shell.server());
        Output output = shell.output();
        String url = shell.server().url();
        output.document(
                ApiClient.newObject().put("server", url).put("wasLoggedIn", wasLoggedIn), url);
        output.say(wasLoggedIn ? "logout.done" : "logout.nothing", url);
        return 0;
    }
}
