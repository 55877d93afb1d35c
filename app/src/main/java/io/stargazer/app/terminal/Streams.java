package io.stargazer.app.terminal;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a command reads and writes. Always UTF-8: a machine without a configured language would
 * print question marks otherwise.
 *
 * @param in for passwords and answers
 * @param out results
 * @param err errors, notes, progress
 * @param isTerminal whether a person sits at a keyboard and a screen
 */
public record Streams(InputStream in, PrintWriter out, PrintWriter err, boolean isTerminal) {

    /** Those of this process. */
    public static Streams ofProcess() {
        return new Streams(
                System.in,
                new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true),
                new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true),
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent());
    }

    /** Asks a person and returns the line; empty when the input has ended. */
    public Optional<String> ask(String question) {
        err.print(question);
        err.flush();
        return readLine();
    }

    /** Asks a person for a secret, without showing it; empty when nobody can be asked. */
    public Optional<String> askSecret(String question) {
        return Optional.ofNullable(System.console())
                .filter(console -> isTerminal)
                .map(console -> console.readPassword("%s", question))
                .map(String::new);
    }

    /** The first line of the input, or empty. */
    public Optional<String> readLine() {
        try {
            return Optional.ofNullable(
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                            .readLine());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
