package io.stargazer.app.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/features.md names every line of the contract, and claims nothing that no test shows. */
class FeaturesTest {

    private static final Map<String, Integer> LINES_OF_FAMILY =
            Map.ofEntries(
                    Map.entry("ID", 6),
                    Map.entry("RG", 10),
                    Map.entry("RP", 9),
                    Map.entry("CF", 7),
                    Map.entry("TK", 13),
                    Map.entry("TX", 4),
                    Map.entry("LC", 8),
                    Map.entry("AG", 8),
                    Map.entry("RL", 6),
                    Map.entry("MD", 4),
                    Map.entry("CL", 6),
                    Map.entry("MS", 3),
                    Map.entry("BU", 5),
                    Map.entry("OB", 5),
                    Map.entry("LG", 3),
                    Map.entry("UI", 6),
                    Map.entry("IO", 2));

    private static final List<Feature> FEATURES =
            MarkdownTable.rows(House.text("docs/features.md"), "id", "what", "state", "tests")
                    .stream()
                    .map(cells -> new Feature(cells.get(0), cells.get(2), tests(cells.get(3))))
                    .toList();

    /** A line of the contract. */
    record Feature(String id, String state, List<String> tests) {}

    private static List<String> tests(String cell) {
        return Arrays.stream(cell.split(",")).map(String::strip).filter(t -> !t.isEmpty()).toList();
    }

    @Test
    void every_line_of_the_contract_is_there_once() {
        List<String> expected = new ArrayList<>();
        LINES_OF_FAMILY.forEach((family, lines) -> {
            for (int i = 1; i <= lines; i++) {
                expected.add(family + "-" + i);
            }
        });
        assertThat(FEATURES).extracting(Feature::id).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void states_are_three_words() {
        assertThat(FEATURES).extracting(Feature::state).containsOnly("done", "partial", "planned");
    }

    @Test
    void what_is_done_has_tests_and_what_is_planned_has_none() {
        assertThat(FEATURES)
                .filteredOn(f -> f.state().equals("done") && f.tests().isEmpty())
                .isEmpty();
        assertThat(FEATURES)
                .filteredOn(f -> f.state().equals("planned") && !f.tests().isEmpty())
                .isEmpty();
    }

    @Test
    void every_named_test_exists() {
        Map<String, List<JavaSource>> tests = testsByName();
        for (Feature feature : FEATURES) {
            assertThat(tests.keySet()).as(feature.id()).containsAll(feature.tests());
        }
    }

    @Test
    void tests_of_what_is_done_quote_the_id() {
        Map<String, List<JavaSource>> tests = testsByName();
        List<String> silent = new ArrayList<>();
        for (Feature feature : FEATURES) {
            if (feature.state().equals("done")) {
                Pattern id = Pattern.compile("\\b" + feature.id() + "\\b");
                feature.tests().stream()
                        .filter(name -> !quotes(tests.getOrDefault(name, List.of()), id))
                        .forEach(name -> silent.add(name + " does not quote " + feature.id()));
            }
        }
        assertThat(silent).isEmpty();
    }

    private static boolean quotes(List<JavaSource> sources, Pattern id) {
        return sources.stream().anyMatch(source -> id.matcher(source.text()).find());
    }

    private static Map<String, List<JavaSource>> testsByName() {
        Map<String, List<JavaSource>> tests = new TreeMap<>();
        for (JavaSource source : JavaSource.ALL) {
            if (source.isTest() && source.text().contains("@Test")) {
                tests.computeIfAbsent(source.simpleName(), name -> new ArrayList<>()).add(source);
            }
        }
        return tests;
    }
}
