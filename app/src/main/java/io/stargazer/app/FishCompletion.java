package io.stargazer.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
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

    private void describe(CommandLine command, List<String> path) {
        command.getCommandSpec().options().stream()
                .filter(option -> path.isEmpty() || !option.inherited())
                .forEach(option -> option(option, path));
        command.getCommandSpec()
                .positionalParameters()
                .forEach(parameter -> candidates(parameter, path));
        command.getSubcommands()
                .forEach((name, sub) -> {
                    add(path, true, " -a " + name + " -d " + quote(header(sub)));
                    List<String> below = new ArrayList<>(path);
                    below.add(name);
                    describe(sub, below);
                });
    }

    private void option(OptionSpec option, List<String> path) {
        StringBuilder line = new StringBuilder();
        for (String name : option.names()) {
            line.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceAll("^-+", ""));
        }
        if (option.arity().max() > 0) {
            line.append(
                    option.completionCandidates() == null ? " -r -F" : " -x -a " + words(option));
        }
        add(path, false, line + " -d " + quote(first(option.description())));
    }

    private void candidates(ArgSpec parameter, List<String> path) {
        if (parameter.completionCandidates() != null) {
            add(path, false, " -a " + words(parameter));
        }
    }

    private void add(List<String> path, boolean isSubcommand, String what) {
        List<String> conditions = new ArrayList<>();
        path.forEach(word -> conditions.add("__fish_seen_subcommand_from " + word));
        if (isSubcommand) {
            CommandLine at = root;
            for (String word : path) {
                at = at.getSubcommands().get(word);
            }
            conditions.add(
                    "not __fish_seen_subcommand_from "
                            + String.join(" ", at.getSubcommands().keySet()));
        }
        String when = conditions.isEmpty() ? "" : " -n " + quote(String.join("; and ", conditions));
        lines.add("complete -c stargazer" + when + what);
    }

    private static String words(ArgSpec arg) {
        List<String> words = new ArrayList<>();
        arg.completionCandidates().forEach(words::add);
        return quote(String.join(" ", words));
    }

    private static String header(CommandLine command) {
        return first(command.getCommandSpec().usageMessage().header());
    }

    private static String first(String[] lines) {
        return lines.length == 0 ? "" : lines[0];
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
