package io.stargazer.app.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its own. */
public final class GlobalOptions {

    @Option(
            names = "--server",
            paramLabel = "URL[,URL...]",
            descriptionKey = "global.server",
            scope = ScopeType.INHERIT)
    @Nullable String server;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            descriptionKey = "global.token",
            scope = ScopeType.INHERIT)
    @Nullable String token;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            descriptionKey = "global.ca",
            scope = ScopeType.INHERIT)
    @Nullable String authorities;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            descriptionKey = "global.namespace",
            scope = ScopeType.INHERIT)
    @Nullable String namespace;

    @Option(names = "--stale", descriptionKey = "global.stale", scope = ScopeType.INHERIT)
    boolean isStale;

    @Option(names = "--json", descriptionKey = "global.json", scope = ScopeType.INHERIT)
    boolean isJson;

    @Option(names = "--quiet", descriptionKey = "global.quiet", scope = ScopeType.INHERIT)
    boolean isQuiet;

    @Option(names = "--debug", descriptionKey = "global.debug", scope = ScopeType.INHERIT)
    boolean isDebug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            descriptionKey = "global.help",
            scope = ScopeType.INHERIT)
    boolean isHelp;

    /** Whether the user wants to see where in the program something failed. */
    public boolean isDebug() {
        return isDebug;
    }
}
