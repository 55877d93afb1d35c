package io.stargazer.app.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Status;
import io.stargazer.server.ConfigFile;
import io.stargazer.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents lead somewhere and say what the code says. */
class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("\"([a-z]+\\.[a-z]+(?:-[a-z]+)*)\"");

    /** A page for people about each capability, with the same headings. */
    private static final List<String> PAGES = List.of("registry", "identity", "rpc", "tasks");

    /** Those that list all codes of their capability; those of RPC are part of its protocol. */
    private static final List<String> PAGES_WITH_ALL_CODES = List.of("registry", "identity");

    private static final List<String> HEADINGS =
            List.of(
                    "## What it is",
                    "## Use it",
                    "## Rules and limits",
                    "## Errors",
                    "## How it works");

    @TempDir Path folder;

    @Test
    void no_link_is_dead() {
        List<String> dead = new ArrayList<>();
        for (Path document : House.files(".md")) {
            for (MatchResult link : LINK.matcher(House.text(document)).results().toList()) {
                String target = link.group(1).replaceFirst("#.*", "");
                boolean isOurs = !target.isEmpty() && !target.matches("(https?|mailto):.*");
                boolean isThere = Files.exists(document.resolveSibling(target));
                if (isOurs && !isThere) {
                    dead.add(House.name(document) + " -> " + target);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void every_capability_has_a_page_with_the_same_headings() {
        for (String page : PAGES) {
            List<String> headings =
                    House.text("docs/" + page + ".md")
                            .lines()
                            .filter(line -> line.startsWith("## "))
                            .toList();
            assertThat(headings).as(page).isEqualTo(HEADINGS);
        }
    }

    @Test
    void pages_list_exactly_the_codes_that_the_code_answers_with() {
        for (String page : PAGES_WITH_ALL_CODES) {
            Set<String> documented = new TreeSet<>();
            MarkdownTable.rows(House.text("docs/" + page + ".md"), "code", "status", "when")
                    .forEach(row -> documented.add(row.getFirst().replace("`", "")));
            assertThat(documented).as(page).isEqualTo(codesOf(page));
        }
    }

    @Test
    void pages_give_each_code_the_status_that_it_has() {
        Map<String, String> statuses = new TreeMap<>();
        JavaSource.main().forEach(source -> statuses.putAll(StatusOfCode.in(source.text())));
        assertThat(statuses).hasSizeGreaterThan(20);
        for (String page : PAGES) {
            for (List<String> row :
                    MarkdownTable.rows(
                            House.text("docs/" + page + ".md"), "code", "status", "when")) {
                String code = row.get(0).replace("`", "");
                assertThat(row.get(1)).as(code).isEqualTo(statuses.getOrDefault(code, row.get(1)));
                assertThat(Status.valueOf(row.get(1))).isNotEqualTo(Status.OK);
            }
        }
    }

    /** What the capability itself refuses, wherever its floors are, sessions with the registry. */
    private static Set<String> codesOf(String capability) {
        Set<String> families =
                capability.equals("registry")
                        ? Set.of("registry", "session")
                        : Set.of("identity", "token");
        Set<String> codes = new TreeSet<>();
        for (JavaSource source : JavaSource.main()) {
            if (List.of("api", "core", "server").contains(source.module())) {
                for (MatchResult code : CODE.matcher(source.text()).results().toList()) {
                    String family = code.group(1).replaceFirst("\\..*", "");
                    if (families.contains(family) && !ConfigKeys.KNOWN.contains(code.group(1))) {
                        codes.add(code.group(1));
                    }
                }
            }
        }
        return codes;
    }

    @Test
    void the_configuration_page_names_every_key_with_its_default() throws Exception {
        List<List<String>> rows =
                MarkdownTable.rows(
                        House.text("docs/configuration.md"), "key", "default", "limits", "what");
        Set<String> documented = new TreeSet<>();
        rows.forEach(row -> documented.add(row.getFirst().replace("`", "")));
        assertThat(documented).isEqualTo(ConfigKeys.KNOWN);
        Path file = folder.resolve("defaults.conf");
        Files.write(
                file,
                rows.stream()
                        .map(row -> row.get(0).replace("`", "") + "=" + row.get(1).replace("`", ""))
                        .toList());
        ServerConfig defaults = ServerConfig.in(Path.of("data"));
        ServerConfig other =
                defaults.withAddress("0.0.0.0", 1)
                        .withAutoRegister(true)
                        .withDataDirectory(Path.of("elsewhere"));
        assertThat(ConfigFile.read(file, other)).isEqualTo(defaults);
    }

    @Test
    void an_unknown_key_is_answered_with_the_known_ones() throws Exception {
        Path file = folder.resolve("wrong.conf");
        Files.writeString(file, "nonsense = 1\n");
        assertThatThrownBy(() -> ConfigFile.read(file, ServerConfig.in(folder)))
                .hasMessageContaining("'nonsense'")
                .hasMessageContaining(ConfigKeys.KNOWN.toString());
    }

    @Test
    void decisions_are_numbered_without_gaps_and_have_the_same_three_parts() {
        List<Path> decisions =
                House.files(".md").stream()
                        .filter(file -> House.name(file).startsWith("docs/adr/0"))
                        .toList();
        assertThat(decisions).hasSizeGreaterThan(10);
        for (int i = 0; i < decisions.size(); i++) {
            assertThat(decisions.get(i).getFileName().toString())
                    .startsWith("%04d-".formatted(i + 1));
            assertThat(House.text(decisions.get(i)))
                    .contains("## Context", "## Decision", "## Price");
        }
    }

    @Test
    void the_changelog_speaks_of_this_version() {
        Matcher version =
                Pattern.compile("<version>([^<]+)</version>").matcher(House.text("pom.xml"));
        assertThat(version.find()).isTrue();
        assertThat(House.text("CHANGELOG.md")).contains("[" + version.group(1) + "]");
    }

    @Test
    void the_recipe_names_files_that_exist() {
        Set<String> names = new TreeSet<>();
        JavaSource.ALL.forEach(source -> names.add(source.simpleName()));
        Matcher named =
                Pattern.compile("`((?:Registry|Identity|Session|Control|Command)\\w+)`")
                        .matcher(House.text("CONTRIBUTING.md"));
        List<String> found = named.results().map(match -> match.group(1)).toList();
        assertThat(found).hasSizeGreaterThan(10);
        assertThat(names).containsAll(found);
        assertThat(Arrays.asList("ControlState")).isSubsetOf(found);
    }

    /** As the server itself tells them. */
    private static final class ConfigKeys {

        static final Set<String> KNOWN = read();

        private static Set<String> read() {
            Set<String> known = new TreeSet<>();
            Pattern.compile("(?:text|path|number|truth|duration)\\(\"([a-z.-]+)\"")
                    .matcher(House.text("server/src/main/java/io/stargazer/server/ConfigFile.java"))
                    .results()
                    .forEach(match -> known.add(match.group(1)));
            return known;
        }
    }
}
