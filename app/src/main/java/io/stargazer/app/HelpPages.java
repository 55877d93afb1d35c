package io.stargazer.app;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ScopeType;

/**
 * How the help of a command is laid out: its own options first, those that every command takes
 * apart from them, and examples last.
 */
final class HelpPages {

    private HelpPages() {}

    /** Lays out the help of a command and of all below it. */
    static void arrange(CommandLine command) {
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, HelpPages::synopsis);
        command.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, help -> "");
        command.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpPages::options);
        command.getSubcommands().values().forEach(HelpPages::arrange);
    }

    private static String synopsis(Help help) {
        CommandSpec spec = help.commandSpec();
        StringBuilder line = new StringBuilder(spec.qualifiedName());
        if (!spec.subcommands().isEmpty()) {
            line.append(spec.parent() == null ? " NOUN [VERB] [NAME]" : " VERB");
        }
        own(spec)
                .forEach(option ->
                        line.append(" [")
                                .append(option.longestName())
                                .append(option.arity().max() > 0 ? "=" + option.paramLabel() : "")
                                .append(']'));
        spec.positionalParameters().forEach(word -> line.append(' ').append(word.paramLabel()));
        return line.append(" [--flags]%n".formatted()).toString();
    }

    private static String options(Help help) {
        CommandSpec spec = help.commandSpec();
        String own = list(help, own(spec));
        String global = list(help, spec.options().stream().filter(HelpPages::isGlobal).toList());
        return (own.isEmpty() ? "" : heading(spec, "usage.optionListHeading") + own)
                + heading(spec, "usage.globalOptionListHeading")
                + global;
    }

    private static String list(Help help, List<OptionSpec> options) {
        CommandSpec spec = help.commandSpec();
        // One layout for both lists, so that their columns agree.
        Help.Layout layout =
                help.createDefaultLayout(
                        spec.options(), spec.positionalParameters(), help.colorScheme());
        return help.optionListExcludingGroups(
                options,
                layout,
                Help.createShortOptionNameComparator(),
                help.parameterLabelRenderer());
    }

    private static String heading(CommandSpec spec, String key) {
        return String.format(spec.resourceBundle().getString(key));
    }

    private static List<OptionSpec> own(CommandSpec spec) {
        return spec.options().stream().filter(option -> !isGlobal(option)).toList();
    }

    private static boolean isGlobal(OptionSpec option) {
        return option.scopeType() == ScopeType.INHERIT;
    }
}
