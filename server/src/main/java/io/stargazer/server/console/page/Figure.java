package io.stargazer.server.console.page;

import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Format.Quantity;
import io.stargazer.server.console.text.Sparkline;
import io.stargazer.server.console.text.Words;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key figure: what it is, how much, and how it went.
 *
 * @param label what it measures
 * @param value now
 * @param note a word more, empty for none
 * @param spark the last minute, null where that is not known
 */
public record Figure(String label, Quantity value, String note, @Nullable Sparkline spark) {

    public static Figure rate(Words words, String key, double perSecond, double[] history) {
        return new Figure(
                words.get(key),
                Format.rate(words, perSecond),
                "",
                history.length == 0 ? null : Sparkline.fromZero(history));
    }

    public static Figure count(Words words, String key, long number) {
        return new Figure(words.get(key), Format.plain(words, number), "", null);
    }

    public Figure withNote(String newNote) {
        return new Figure(label, value, newNote, spark);
    }

    public Figure withSpark(Sparkline newSpark) {
        return new Figure(label, value, note, newSpark);
    }

    public static Fragment row(Figure... figures) {
        return new Fragment("figures", "figures", List.of(figures));
    }
}
