package io.stargazer.app.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sizes, names and habits of the sources; docs in CONTRIBUTING.md. */
class TidyTest {

    private static final int MOST_LINES = 500;
    private static final int MOST_LINES_WITHOUT_REASON = 300;
    private static final int MOST_LINES_OF_METHOD = 40;

    /** A test tells one story from beginning to end. */
    private static final int MOST_LINES_OF_TEST = 60;

    private static final int MOST_PARAMETERS_OF_CONSTRUCTOR = 5;
    private static final int MOST_FILES_OF_PACKAGE = 15;

    /** Tests are lists of short examples, and bring their fixtures along. */
    private static final int MOST_LINES_OF_TEST_FILE = 400;

    private static final int MOST_FILES_OF_TEST_PACKAGE = 20;

    /** Files of more than 300 lines, and why they are not two. */
    private static final Map<String, String> LONG_FOR_A_REASON =
            Map.of(
                    "RatisLog", "one adapter to one library",
                    "SessionService", "one state machine: the life of a session",
                    "SimClient", "one state machine: the life of a client");

    private static final Pattern BANNED_NAME =
            Pattern.compile(".*(Impl|Manager|Helper|Utils?|Base|Processor|Info|DTO|Dto)");

    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b");

    /** A line comment that ends as statements do. */
    private static final Pattern CODE = Pattern.compile(".*(;|\\{|\\}|\\);?)\\s*$");

    /** Addresses and folders of the machines that somebody happened to build on. */
    private static final Pattern FOREIGN =
            Pattern.compile(
                    "\\b(repo1?|registry|deb|archive|services|pypi)\\.([a-z]+\\.)?"
                            + "(maven|apache|npmjs|debian|ubuntu|gradle|org)\\b"
                            + "|(?<![\\w./}$~-])/(work|root|home/\\w+)/\\w");

    @Test
    void the_house_is_found_and_parsed() {
        assertThat(JavaSource.ALL).hasSizeGreaterThan(200);
        assertThat(JavaSource.main()).hasSizeGreaterThan(150);
    }

    @Test
    void no_file_is_long_without_a_reason() {
        List<String> found = new ArrayList<>();
        for (JavaSource source : JavaSource.ALL) {
            int allowed = source.isTest() ? MOST_LINES_OF_TEST_FILE : mostLinesOf(source);
            if (source.lines() > allowed) {
                found.add(source + " has " + source.lines() + " lines");
            }
        }
        assertThat(found).isEmpty();
    }

    private static int mostLinesOf(JavaSource source) {
        return LONG_FOR_A_REASON.containsKey(source.simpleName())
                ? MOST_LINES
                : MOST_LINES_WITHOUT_REASON;
    }

    @Test
    void reasons_are_given_for_files_that_are_there() {
        assertThat(JavaSource.main())
                .extracting(JavaSource::simpleName)
                .containsAll(LONG_FOR_A_REASON.keySet());
    }

    @Test
    void no_package_is_crowded() {
        Map<String, Integer> files = new TreeMap<>();
        for (JavaSource source : JavaSource.ALL) {
            if (!source.isPackageInfo()) {
                files.merge(House.name(source.path()).replaceFirst("/[^/]+$", ""), 1, Integer::sum);
            }
        }
        files.entrySet().removeIf(entry -> entry.getValue() <= mostFilesOf(entry.getKey()));
        assertThat(files).isEmpty();
    }

    private static int mostFilesOf(String folder) {
        return folder.contains("/src/test/") ? MOST_FILES_OF_TEST_PACKAGE : MOST_FILES_OF_PACKAGE;
    }

    @Test
    void methods_are_short_and_constructors_take_few_things() {
        List<String> found = new ArrayList<>();
        for (JavaSource source : JavaSource.ALL) {
            int most = source.isTest() ? MOST_LINES_OF_TEST : MOST_LINES_OF_METHOD;
            for (Declarations.Method method : Declarations.of(source).methods()) {
                if (method.lines() > most) {
                    found.add(
                            "%s: %s has %d lines"
                                    .formatted(method.at(), method.name(), method.lines()));
                }
                if (method.isConstructorOfClass()
                        && method.parameters() > MOST_PARAMETERS_OF_CONSTRUCTOR) {
                    found.add(
                            "%s: %s takes %d things"
                                    .formatted(method.at(), method.name(), method.parameters()));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void no_type_has_an_empty_noun_for_a_name() {
        assertThat(types())
                .filteredOn(type -> BANNED_NAME.matcher(type.name()).matches())
                .isEmpty();
    }

    @Test
    void every_public_type_of_api_rpc_and_sdk_explains_itself() {
        assertThat(types())
                .filteredOn(type -> List.of("api", "rpc", "sdk").contains(type.source().module()))
                .filteredOn(type -> !type.source().isTest() && type.isTopLevel() && type.isPublic())
                .filteredOn(type -> !type.hasJavadoc())
                .isEmpty();
    }

    @Test
    void every_package_is_null_marked_and_described() {
        List<String> described =
                JavaSource.ALL.stream()
                        .filter(JavaSource::isPackageInfo)
                        .filter(source -> source.text().contains("@NullMarked"))
                        .filter(source -> source.text().contains("/**"))
                        .map(JavaSource::packageName)
                        .toList();
        assertThat(JavaSource.main())
                .filteredOn(source -> !described.contains(source.packageName()))
                .isEmpty();
    }

    @Test
    void nothing_is_left_unfinished_or_commented_out() {
        List<String> found = new ArrayList<>();
        for (JavaSource source : JavaSource.ALL) {
            for (Comments.Comment comment : Comments.of(source.text())) {
                boolean isCode = !comment.isBlock() && CODE.matcher(comment.text()).matches();
                if (isCode || UNFINISHED.matcher(comment.text()).find()) {
                    found.add(source + ":" + comment.line() + " " + comment.text());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void nobody_prints_sleeps_or_skips_in_secret() {
        assertThat(JavaSource.ALL.stream().flatMap(source -> Habits.offences(source).stream()))
                .isEmpty();
    }

    @Test
    void no_file_knows_the_machine_it_was_written_on() {
        List<String> found = new ArrayList<>();
        for (Path file : House.files("")) {
            boolean isText =
                    Stream.of(".java", ".md", ".xml", ".properties", ".jte", ".js", ".css", "run")
                                    .anyMatch(ending -> file.toString().endsWith(ending))
                            || !file.getFileName().toString().contains(".");
            boolean isRecorded = House.name(file).contains("/resources/golden/"); // binary
            if (isText && !isRecorded && !file.endsWith("TidyTest.java")) {
                FOREIGN.matcher(House.text(file))
                        .results()
                        .forEach(match -> found.add(House.name(file) + ": " + match.group()));
            }
        }
        assertThat(found).isEmpty();
    }

    private static List<Declarations.Type> types() {
        return JavaSource.ALL.stream()
                .flatMap(source -> Declarations.of(source).types().stream())
                .toList();
    }
}
