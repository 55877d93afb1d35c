package io.stargazer.app.terminal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that a command may know of the world it was typed in. Tests give their own.
 *
 * @param streams where it reads and writes
 * @param environment the environment variables
 * @param clock for relative times and the expiry of tokens
 * @param language of the texts: Chinese or, for every other one, English (UI-6)
 */
public record Surroundings(
        Streams streams, Map<String, String> environment, Clock clock, Locale language) {

    public Surroundings {
        environment = Map.copyOf(environment);
        language = language.getLanguage().equals("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
    }

    /** Those of this process. */
    public static Surroundings ofProcess() {
        return new Surroundings(
                Streams.ofProcess(), System.getenv(), new LocalClock(), language(System.getenv()));
    }

    /**
     * The user's language. Read from the environment first: where the locale is named but not
     * installed, as in most containers, Java would take English.
     */
    public static Locale language(Map<String, String> environment) {
        return Stream.of("LC_ALL", "LC_MESSAGES", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .map(value ->
                        Locale.forLanguageTag(value.replaceAll("[.@].*", "").replace('_', '-')))
                .orElseGet(() -> Locale.getDefault(Locale.Category.DISPLAY));
    }

    /** An environment variable that is set and not empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /**
     * The folder of the user's settings: {@code $XDG_CONFIG_HOME} or {@code ~/.config}, ours in it.
     */
    public Path configFolder() {
        return variable("XDG_CONFIG_HOME")
                .map(Path::of)
                .orElseGet(() ->
                        Path.of(variable("HOME").orElse(System.getProperty("user.home")))
                                .resolve(".config"))
                .resolve("stargazer");
    }

    /** Whether colours are welcome: on a terminal, unless {@code NO_COLOR} is set. */
    public boolean isColoured() {
        return streams.isTerminal()
                && variable("NO_COLOR").isEmpty()
                && !variable("TERM").orElse("").equals("dumb");
    }

    /**
     * The machine's clock. Looks for the time zone, which takes a while, only when it is asked for.
     */
    private static final class LocalClock extends Clock {

        @Override
        public ZoneId getZone() {
            return ZoneId.systemDefault();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.system(zone);
        }

        @Override
        public Instant instant() {
            return Instant.now();
        }
    }
}
