package io.stargazer.server.console.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The console's sentences in one language (UI-6). Both languages have the same keys, which a test
 * checks; a key that is missing is a bug and throws.
 */
public final class Words {

    public static final Words ENGLISH = new Words("en", Locale.ENGLISH);
    public static final Words CHINESE = new Words("zh", Locale.SIMPLIFIED_CHINESE);

    private static final Map<String, Words> BY_LANGUAGE = Map.of("en", ENGLISH, "zh", CHINESE);

    private final String language;
    private final Locale locale;
    private final Properties sentences;

    private Words(String language, Locale locale) {
        this.language = language;
        this.locale = locale;
        this.sentences = load("/io/stargazer/server/console/messages_" + language + ".properties");
    }

    /**
     * What somebody wants to read.
     *
     * @param chosen the language that was chosen in the console, null for none
     * @param accepted the browser's {@code Accept-Language}, null for none; the first language in
     *     it that we have wins, English where there is none
     */
    public static Words of(@Nullable String chosen, @Nullable String accepted) {
        Words words = chosen == null ? null : BY_LANGUAGE.get(chosen);
        if (words != null) {
            return words;
        }
        for (String range : accepted == null ? new String[0] : accepted.split(",", 8)) {
            String wanted = range.strip().toLowerCase(Locale.ROOT);
            for (Map.Entry<String, Words> entry : BY_LANGUAGE.entrySet()) {
                if (wanted.startsWith(entry.getKey())) {
                    return entry.getValue();
                }
            }
        }
        return ENGLISH;
    }

    /** {@code en} or {@code zh}. */
    public String language() {
        return language;
    }

    Locale locale() {
        return locale;
    }

    /** The other language, for the switch. */
    public Words other() {
        return this == ENGLISH ? CHINESE : ENGLISH;
    }

    /** A sentence; {@code {0}} and {@code {1}} in it stand for the values. */
    public String get(String key, Object... values) {
        String sentence = sentences.getProperty(key);
        if (sentence == null) {
            throw new IllegalArgumentException("no words for '" + key + "' in " + language);
        }
        for (int i = 0; i < values.length; i++) {
            sentence = sentence.replace("{" + i + "}", String.valueOf(values[i]));
        }
        return sentence;
    }

    /** A sentence about a number of things: {@code key.one} for one, {@code key} otherwise. */
    public String count(String key, long number) {
        return get(number == 1 ? key + ".one" : key, Format.count(this, number));
    }

    /** All keys, in order. */
    public SortedSet<String> keys() {
        return new TreeSet<>(sentences.stringPropertyNames());
    }

    private static Properties load(String place) {
        try (InputStream in = Words.class.getResourceAsStream(place)) {
            if (in == null) {
                throw new IllegalStateException("missing on the class path: " + place);
            }
            Properties properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
