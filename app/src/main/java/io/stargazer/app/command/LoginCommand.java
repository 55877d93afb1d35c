package io.stargazer.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.client.Credential;
import io.stargazer.app.client.CredentialStore;
import io.stargazer.app.terminal.Output;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stargazer login}: a token for the password, kept for the next commands (ID-6). */
@Command(name = "login")
public final class LoginCommand implements Callable<Integer> {

    private final Shell shell;

    @Option(names = "--user", paramLabel = "USER", defaultValue = "admin")
    private String user = "admin";

    @Option(names = "--password-stdin")
    private boolean isPasswordOnInput;

    public LoginCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        JsonNode granted = logIn(password());
        Credential credential =
                new Credential(
                        granted.path("token").asText(),
                        Instant.parse(granted.path("expiresAt").asText()),
                        granted.path("name").asText(user),
                        List.of());
        CredentialStore store = shell.credentials();
        store.put(shell.server(), credential);
        askForOthers(credential);
        Output output = shell.output();
        output.document(
                ApiClient.newObject()
                        .put("server", shell.server().url())
                        .put("user", credential.user())
                        .put("expiresAt", credential.expiresAt().toString()),
                credential.user());
        output.say(
                "login.done",
                credential.user(),
                shell.server(),
                output.ago(granted.path("expiresAt")),
                store.file());
        return 0;
    }

    /** Whoever may not know the other servers goes on with those that were named. */
    private void askForOthers(Credential credential) {
        try {
            var _ = shell.apiWith(Optional.of(credential.token())).members();
        } catch (Failure unknown) {
            shell.output().note("login.servers-unknown", String.valueOf(unknown.getMessage()));
        }
    }

    private JsonNode logIn(String password) {
        try {
            return shell.apiWith(Optional.empty())
                    .post(
                            "/api/v1/login",
                            ApiClient.newObject().put("user", user).put("password", password));
        } catch (Rejected refused) {
            // "Log in" would be poor advice to one who just tried.
            throw refused.status() == Status.UNAUTHENTICATED
                    ? new Rejected(
                            refused.status(),
                            "cli.login-refused",
                            String.valueOf(refused.getMessage()))
                    : refused;
        }
    }

    private String password() {
        Optional<String> password =
                isPasswordOnInput
                        ? shell.surroundings().streams().readLine()
                        : shell.surroundings()
                                .streams()
                                .askSecret(
                                        shell.messages().text("login.ask", user, shell.server()));
        return password.filter(typed -> !typed.isEmpty())
                .orElseThrow(() ->
                        new Rejected(
                                Status.INVALID_ARGUMENT,
                                "cli.no-password",
                                shell.messages().text("error.no-password")));
    }
}
