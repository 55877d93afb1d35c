package io.stargazer.app.house;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the comments of a Java source, and only those: not what looks like one in a string. */
final class Comments {

    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?<text>\"\"\".*?(?<!\\\\)\"\"\")"
                            + "|(?<string>\"(?:\\\\.|[^\"\\\\\\n])*\")"
                            + "|(?<char>'(?:\\\\.|[^'\\\\\\n])+')"
                            + "|(?<block>/\\*.*?\\*/)"
                            + "|(?<line>//[^\\n]*)",
                    Pattern.DOTALL);

    private Comments() {}

    /** One comment, a block with its line breaks. */
    record Comment(int line, boolean isBlock, String text) {}

    static List<Comment> of(String source) {
        List<Comment> comments = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(source);
        int line = 1;
        int counted = 0;
        while (matcher.find()) {
            line += breaks(source, counted, matcher.start());
            counted = matcher.start();
            if (matcher.group("block") != null) {
                comments.add(new Comment(line, true, matcher.group()));
            } else if (matcher.group("line") != null) {
                comments.add(new Comment(line, false, matcher.group().substring(2).strip()));
            }
        }
        return comments;
    }

    private static int breaks(String text, int from, int to) {
        return Math.toIntExact(text.substring(from, to).chars().filter(c -> c == '\n').count());
    }
}
