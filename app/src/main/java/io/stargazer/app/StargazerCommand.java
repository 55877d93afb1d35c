package io.stargazer.app;

import io.stargazer.app.command.GlobalOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program itself: without a noun it explains itself. */
@Command(name = "stargazer", synopsisHeading = "%n", usageHelpAutoWidth = true)
final class StargazerCommand implements Runnable {

    @Mixin final GlobalOptions options;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    StargazerCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
