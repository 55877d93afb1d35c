package io.stargazer.app.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * What a command prints: for people, as JSON or as ids only, as {@link Format} says. Results go to
 * the standard output, everything else to the standard error, so that a pipe gets results only.
 */
public final class Output {

    /** For whom. */
    public enum Format {
        HUMAN,
        JSON,
        QUIET
    }

    private static final DateTimeFormatter CLOCK_TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Surroundings surroundings;
    private final Messages messages;
    private final Format format;

    public Output(Surroundings surroundings, Messages messages, Format format) {
        this.surroundings = surroundings;
        this.messages = messages;
        this.format = format;
    }

    public Format format() {
        return format;
    }

    /** Whether a person reads; otherwise the calls that print for people do nothing. */
    public boolean isHuman() {
        return format == Format.HUMAN;
    }

    public boolean isColoured() {
        return surroundings.isColoured();
    }

    public String text(String key, Object... arguments) {
        return messages.text(key, arguments);
    }

    /** A document of the server: whole as JSON, only its id for scripts; a person gets neither. */
    public void document(JsonNode document, String id) {
        switch (format) {
            case JSON -> line(document.toPrettyString());
            case QUIET -> line(id);
            case HUMAN -> {}
        }
    }

    /** A list of the server: whole as JSON, only ids for scripts; a person gets neither. */
    public void documents(JsonNode document, List<String> ids) {
        switch (format) {
            case JSON -> line(document.toPrettyString());
            case QUIET -> ids.forEach(this::line);
            case HUMAN -> {}
        }
    }

    /** A sentence for people. */
    public void say(String key, Object... arguments) {
        if (isHuman()) {
            line(text(key, arguments));
        }
    }

    /** A table for people. */
    public void table(Table table) {
        if (isHuman()) {
            table.lines(isColoured()).forEach(this::line);
        }
    }

    /** Something besides the result, that a person should know; never in the result itself. */
    public void note(String key, Object... arguments) {
        if (format != Format.QUIET) {
            surroundings.streams().err().println(text(key, arguments));
        }
    }

    public void line(String line) {
        surroundings.streams().out().println(line);
    }

    /** Whether the reader of the results has gone, as in {@code stargazer ... | head}. */
    public boolean isAbandoned() {
        return surroundings.streams().out().checkError();
    }

    /** A time of the server's, as people say it; nothing when there is none. */
    public String ago(JsonNode time) {
        return moment(time)
                .map(at -> RelativeTime.of(at, surroundings.clock().instant(), messages))
                .orElse("");
    }

    /** A time of the server's on the user's clock: {@code 14:03:07}. */
    public String clockTime(JsonNode time) {
        return moment(time)
                .map(at -> CLOCK_TIME.format(at.atZone(surroundings.clock().getZone())))
                .orElse("--:--:--");
    }

    /** A text of others that cannot drive the terminal. */
    public static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** A length of time: "3 h". */
    public String span(Duration length) {
        return RelativeTime.span(length, messages);
    }

    /** One of the server's words in the user's language: {@code state.running}. */
    public String word(String family, String word) {
        String key = family + "." + word;
        return messages.has(key) ? text(key) : word;
    }

    /** A state word in its colour. */
    public Cell state(String state) {
        return Cell.of(word("state", state), Paint.ofState(state));
    }

    private static Optional<Instant> moment(JsonNode time) {
        return Optional.ofNullable(time.textValue()).map(Instant::parse);
    }
}
