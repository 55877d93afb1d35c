package io.stargazer.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish, which describes what it offers: a line for each command and option. */
final class FishCompletion {

    private final CommandLine root;
    private final List<String> lines = new ArrayList<>();

    FishCompletion(CommandLine root) {
        this.root = root;
    }

    /** The script: to be kept as {@code ~/.config/fish/completions/stargazer.fish}. */
    String script() {
        lines.add("complete -c stargazer -f");
        describe(root, List.of());
        return String.join("\n", lines);
    }

    /**
     * @param seen what must stand on the line already for the words of this command to be offered
     */
    private void describe(CommandLine command, List<String> seen) {
        CommandSpec spec = command.getCommandSpec();
        spec.options().stream()
                .filter(option -> spec.parent() == null || !option.inherited())
                .forEach(option -> add(seen, option(option)));
        spec.positionalParameters().stream()
                .filter(word -> word.completionCandidates() != null)
                .forEach(word -> add(seen, " -a " + candidates(word)));
        List<String> none = new ArrayList<>(seen);
        none.add(
                "not __fish_seen_subcommand_from "
                        + String.join(" ", command.getSubcommands().keySet()));
        command.getSubcommands()
                .forEach((name, sub) -> {
                    String header = first(sub.getCommandSpec().usageMessage().header());
                    add(none, " -a " + name + " -d " + quote(header));
                    List<String> below = new ArrayList<>(seen);
                    below.add("__fish_seen_subcommand_from " + name);
                    describe(sub, below);
                });
    }

    private void add(List<String> conditions, String offer) {
        String when = conditions.isEmpty() ? "" : " -n " + quote(String.join("; and ", conditions));
        lines.add("complete -c stargazer" + when + offer);
    }

    private static String option(OptionSpec option) {
        StringBuilder line = new StringBuilder();
        for (String name : option.names()) {
            line.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceAll("^-+", ""));
        }
        if (option.arity().max() > 0) {
            line.append(
                    option.completionCandidates() == null
                            ? " -r -F"
                            : " -x -a " + candidates(option));
        }
        return line.append(" -d ").append(quote(first(option.description()))).toString();
    }

    private static String candidates(ArgSpec arg) {
        List<String> words = new ArrayList<>();
        arg.completionCandidates().forEach(words::add);
        return quote(String.join(" ", words));
    }

    private static String first(String[] lines) {
        return lines.length == 0 ? "" : lines[0];
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
