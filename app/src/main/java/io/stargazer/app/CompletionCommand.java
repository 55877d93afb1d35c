package io.stargazer.app;

import io.stargazer.app.command.Shell;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stargazer completion}: a script that teaches a shell our commands. */
@Command(name = "completion")
final class CompletionCommand implements Callable<Integer> {

    /** The shells we can teach, as their names are typed. */
    enum ShellName {
        bash,
        zsh,
        fish
    }

    private final Shell shell;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Parameters(paramLabel = "SHELL", descriptionKey = "shell")
    private ShellName name;

    CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        String script =
                switch (name) {
                    // The same script: under zsh it switches on zsh's own bash completion first.
                    case bash, zsh -> AutoComplete.bash("stargazer", root);
                    case fish -> new FishCompletion(root).script();
                };
        shell.output().line(script);
        return 0;
    }
}
