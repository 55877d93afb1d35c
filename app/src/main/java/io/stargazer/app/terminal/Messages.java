package io.stargazer.app.terminal;

import java.util.Locale;
import java.util.ResourceBundle;

/**
 * The words of the command line in one language: {@code messages.properties} is English, {@code
 * messages_zh_CN.properties} Chinese, both with the same keys. The help texts of the commands are
 * in the same files, under the keys that picocli looks for.
 */
public final class Messages {

    private final ResourceBundle bundle;

    public Messages(Locale language) {
        this.bundle =
                ResourceBundle.getBundle(
                        "io.stargazer.app.messages",
                        language,
                        ResourceBundle.Control.getNoFallbackControl(
                                ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** The file itself, for the help pages. */
    public ResourceBundle bundle() {
        return bundle;
    }

    public boolean has(String key) {
        return bundle.containsKey(key);
    }

    /**
     * The text with {@code {0}}, {@code {1}}, ... replaced by the arguments.
     *
     * @throws java.util.MissingResourceException when there is no such text
     */
    public String text(String key, Object... arguments) {
        String text = bundle.getString(key);
        for (int i = 0; i < arguments.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(arguments[i]));
        }
        return text;
    }
}
