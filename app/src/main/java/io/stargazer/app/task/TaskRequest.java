package io.stargazer.app.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.command.DurationWord;
import io.stargazer.app.command.Shell;
import io.stargazer.app.command.Target;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a task is to do, when and how. */
final class TaskRequest {

    private static final int MAX_PAYLOAD_BYTES = 1 << 20;

    @Mixin TaskTerms terms = new TaskTerms();

    @Option(names = "--file", paramLabel = "FILE|-", descriptionKey = "task-file")
    @Nullable String file;

    @Option(names = "--key", paramLabel = "KEY", descriptionKey = "task-key")
    @Nullable String key;

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            converter = DurationWord.class,
            descriptionKey = "task-delay")
    @Nullable Duration delay;

    @Option(names = "--on-late", paramLabel = "WHAT", descriptionKey = "task-on-late")
    @Nullable String onLate;

    @Option(names = "--executor", paramLabel = "NAME", descriptionKey = "task-executor")
    @Nullable String executor;

    /** As the server takes it. */
    ObjectNode of(Shell shell, Target type) {
        ObjectNode body =
                ApiClient.newObject().put("namespace", type.namespace()).put("type", type.name());
        putFile(body, shell);
        TaskTerms.put(body, "key", key);
        TaskTerms.put(body, "executor", executor);
        TaskTerms.putMillis(body, "delayMillis", delay);
        putLate(body);
        terms.putInto(body);
        return body;
    }

    private void putFile(ObjectNode body, Shell shell) {
        if (terms.payload != null && file != null) {
            throw refused("cli.two-payloads", shell.messages().text("error.two-payloads"));
        }
        if (file != null) {
            body.put("payloadBase64", Base64.getEncoder().encodeToString(read(shell, file)));
        }
    }

    /** One byte more than may be, so that the server sees that it is too large. */
    static byte[] read(Shell shell, String name) {
        try (InputStream in =
                name.equals("-")
                        ? shell.surroundings().streams().in()
                        : Files.newInputStream(Path.of(name))) {
            return in.readNBytes(MAX_PAYLOAD_BYTES + 1);
        } catch (IOException unreadable) {
            throw refused(
                    "cli.unreadable-file", shell.messages().text("error.unreadable-file", name));
        }
    }

    /** {@code degrade=TYPE} names the type that a late task becomes. */
    private void putLate(ObjectNode body) {
        if (onLate != null) {
            int equals = onLate.indexOf('=');
            body.put("onLate", equals < 0 ? onLate : onLate.substring(0, equals));
            TaskTerms.put(body, "cheaper", equals < 0 ? null : onLate.substring(equals + 1));
        }
    }

    private static Rejected refused(String code, String sentence) {
        return new Rejected(Status.INVALID_ARGUMENT, code, sentence);
    }
}
