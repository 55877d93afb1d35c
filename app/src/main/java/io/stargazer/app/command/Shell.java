package io.stargazer.app.command;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.client.Credential;
import io.stargazer.app.client.CredentialStore;
import io.stargazer.app.client.ServerAddress;
import io.stargazer.app.terminal.Messages;
import io.stargazer.app.terminal.Output;
import io.stargazer.app.terminal.Surroundings;
import io.stargazer.rpc.tls.Tls;
import io.stargazer.rpc.tls.TlsRefused;
import io.stargazer.rpc.tls.TlsSettings;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What every command has at hand. Addresses, tokens and the namespace come from the flags, then
 * from the environment, then from the user's files.
 *
 * @param surroundings the world it was typed in
 * @param messages the words
 * @param options the global flags, filled in once the line is parsed
 * @param timeouts how long to wait for a server
 */
public record Shell(
        Surroundings surroundings,
        Messages messages,
        GlobalOptions options,
        ApiClient.Timeouts timeouts) {

    /** Prints in the way that the flags ask for. */
    public Output output() {
        Output.Format format =
                options.isJson
                        ? Output.Format.JSON
                        : options.isQuiet ? Output.Format.QUIET : Output.Format.HUMAN;
        return new Output(surroundings, messages, format);
    }

    /** The server that is meant; the first, if several are. */
    public ServerAddress server() {
        return named().getFirst();
    }

    private List<ServerAddress> named() {
        return Stream.of(serverText().split(",")).map(ServerAddress::new).toList();
    }

    /** Those that are meant, then the others of their cluster as far as they are known. */
    private List<ServerAddress> servers() {
        Set<ServerAddress> all = new LinkedHashSet<>(named());
        kept().ifPresent(credential -> all.addAll(credential.servers()));
        return List.copyOf(all);
    }

    /** The servers as the user wrote them, legal or not. */
    public String serverText() {
        return chosen(options.server, "STARGAZER_SERVER").orElse(ServerAddress.DEFAULT);
    }

    /**
     * The server with the user's token, if there is one.
     *
     * @throws Rejected {@code cli.token-expired}
     */
    public ApiClient api() {
        return apiWith(token());
    }

    /** The server with this token, or without showing who asks. */
    public ApiClient apiWith(Optional<String> token) {
        return new ApiClient(
                servers(),
                token,
                new ApiClient.Manner(options.isStale, timeouts, encryption()),
                new Onlooker(this));
    }

    /** Tells the user whom the command waits for, and keeps what it learns of the servers. */
    private record Onlooker(Shell shell) implements ApiClient.Listener {

        @Override
        public void onNoLeader() {
            shell.output().note("cluster.awaits-leader");
        }

        @Override
        public void onServers(List<ServerAddress> servers) {
            shell.named().forEach(server -> shell.credentials().learn(server, servers));
        }
    }

    public CredentialStore credentials() {
        return new CredentialStore(surroundings.configFolder());
    }

    /** The namespace that was asked for, if any. */
    public Optional<String> namespace() {
        return chosen(options.namespace, "STARGAZER_NAMESPACE");
    }

    /** The namespace as the query of a list; all that one may see without one. */
    public String namespaceQuery() {
        return namespace().map(name -> "?namespace=" + ServerAddress.encode(name)).orElse("");
    }

    /** What {@code name} or {@code namespace/name} means. */
    public Target target(String name) {
        return Target.parse(name, namespace().orElse(ApplicationId.DEFAULT_NAMESPACE));
    }

    /**
     * Has a person type the name of what is going to be destroyed.
     *
     * @throws Rejected {@code cli.not-confirmed} when it is not typed, or nobody is there to ask
     */
    public void confirm(String warningKey, String name, boolean isSure) {
        if (isSure) {
            return;
        }
        boolean isConfirmed =
                surroundings.streams().isTerminal()
                        && surroundings
                                .streams()
                                .ask(messages.text(warningKey, name))
                                .filter(name::equals)
                                .isPresent();
        if (!isConfirmed) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "cli.not-confirmed",
                    messages.text("error.not-confirmed", name));
        }
    }

    /** Whom to believe, and what to show, where the server is addressed by {@code https}. */
    private Optional<SSLContext> encryption() {
        if (!server().isSecure()) {
            return Optional.empty();
        }
        try {
            TlsSettings given = TlsSettings.fromEnvironment(surroundings::variable);
            TlsSettings settings =
                    chosen(options.authorities, "STARGAZER_CA")
                            .map(file -> given.withAuthorities(Path.of(file)))
                            .orElse(given);
            return Optional.ofNullable(Tls.open(settings).context());
        } catch (TlsRefused | IllegalArgumentException e) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT, "cli.illegal-certificates", "" + e.getMessage());
        }
    }

    private Optional<String> token() {
        Optional<String> given = chosen(options.token, "STARGAZER_TOKEN");
        if (given.isPresent()) {
            return given;
        }
        Optional<Credential> kept = kept();
        if (kept.isPresent() && kept.get().isExpired(surroundings.clock().instant())) {
            throw new Rejected(
                    Status.UNAUTHENTICATED,
                    "cli.token-expired",
                    messages.text("error.token-expired", server()));
        }
        return kept.map(Credential::token);
    }

    private Optional<Credential> kept() {
        CredentialStore store = credentials();
        return named().stream().map(store::find).flatMap(Optional::stream).findFirst();
    }

    private Optional<String> chosen(@Nullable String flag, String variable) {
        return Optional.ofNullable(flag)
                .filter(value -> !value.isEmpty())
                .or(() -> surroundings.variable(variable));
    }
}
