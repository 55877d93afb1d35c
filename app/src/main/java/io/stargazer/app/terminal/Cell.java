package io.stargazer.app.terminal;

/**
 * One field of a {@link Table}.
 *
 * @param text without line breaks or control characters: those of the input become question marks,
 *     so that no name can drive the terminal
 * @param paint its colour
 * @param isNumber whether it stands at the right edge of its column
 */
public record Cell(String text, Paint paint, boolean isNumber) {

    public Cell {
        text = text.replaceAll("\\p{Cntrl}", "?");
    }

    public static Cell of(String text) {
        return new Cell(text, Paint.PLAIN, false);
    }

    public static Cell of(String text, Paint paint) {
        return new Cell(text, paint, false);
    }

    public static Cell number(long value) {
        return new Cell(Long.toString(value), Paint.PLAIN, true);
    }

    public static Cell number(String text, Paint paint) {
        return new Cell(text, paint, true);
    }

    int width() {
        return DisplayWidth.of(text);
    }
}
