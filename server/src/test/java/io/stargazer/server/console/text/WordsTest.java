package io.stargazer.server.console.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordsTest {

    private static final Pattern IN_TEMPLATE = Pattern.compile("w\\.get\\(\"([a-z.-]+)\"[,)]");
    private static final Pattern COUNTED = Pattern.compile("count\\(\"(n\\.[a-z.-]+)\",");
    private static final Pattern IN_CODE =
            Pattern.compile(
                    "\"((?:nav|state|figure|note|change|act|problem|login|time|fact|search|role|n)"
                            + "\\.[a-z][a-z.-]*[a-z])\"");
    private static final Pattern PLACE = Pattern.compile("\\{\\d}");

    @Test
    void both_languages_say_the_same_things() {
        assertThat(Words.CHINESE.keys()).isEqualTo(Words.ENGLISH.keys()).hasSizeGreaterThan(150);
        for (String key : Words.ENGLISH.keys()) {
            assertThat(Words.CHINESE.get(key)).as(key).isNotBlank();
            assertThat(places(Words.CHINESE.get(key)))
                    .as(key)
                    .isEqualTo(places(Words.ENGLISH.get(key)));
        }
    }

    @Test
    void every_word_that_a_template_or_page_asks_for_is_there() throws IOException {
        SortedSet<String> asked = new TreeSet<>();
        find(Path.of("src/main/jte"), IN_TEMPLATE, asked);
        find(Path.of("src/main/jte"), COUNTED, asked);
        find(Path.of("src/main/java/io/stargazer/server/console"), IN_CODE, asked);
        assertThat(asked).hasSizeGreaterThan(100);
        assertThat(Words.ENGLISH.keys()).containsAll(asked);
    }

    @Test
    void chosen_language_wins_over_the_browsers() {
        assertThat(Words.of("en", "zh-CN")).isSameAs(Words.ENGLISH);
        assertThat(Words.of(null, "zh-TW,en;q=0.5")).isSameAs(Words.CHINESE);
        assertThat(Words.of(null, "de, en;q=0.5, zh;q=0.1")).isSameAs(Words.ENGLISH);
        assertThat(Words.of("xx", null)).isSameAs(Words.ENGLISH);
    }

    @Test
    void one_is_not_said_like_many() {
        assertThat(Words.ENGLISH.count("n.instances", 1)).isEqualTo("1 instance");
        assertThat(Words.ENGLISH.count("n.instances", 1200)).isEqualTo("1,200 instances");
    }

    private static SortedSet<String> places(String sentence) {
        SortedSet<String> places = new TreeSet<>();
        Matcher matcher = PLACE.matcher(sentence);
        while (matcher.find()) {
            places.add(matcher.group());
        }
        return places;
    }

    private static void find(Path folder, Pattern pattern, SortedSet<String> found)
            throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher matcher = pattern.matcher(Files.readString(file));
                while (matcher.find()) {
                    found.add(matcher.group(1));
                }
            }
        }
    }
}
