package io.stargazer.api.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RG-5: versions compare as versions. */
final class VersionTest {

    /** Each line is before the next; versions on one line are equal. */
    private static final List<List<String>> ORDER =
            List.of(
                    List.of("0", "0.0", "00.000.0+build"),
                    List.of("0.0.1"),
                    List.of("1-0", "1.0-00"),
                    List.of("1.0.0-alpha"),
                    List.of("1.0.0-alpha.1", "1-alpha.01", "1.0-alpha.001+x"),
                    List.of("1.0.0-alpha.beta"),
                    List.of("1.0.0-beta"),
                    List.of("1.0.0-beta.2"),
                    List.of("1.0.0-beta.11"),
                    List.of("1.0.0-beta.99999999999999999999"),
                    List.of("1.0.0-rc.1"),
                    List.of("1", "1.0", "1.0.0", "01", "1.0.0.0.0", "1+20261120", "1.0+a-b.c"),
                    List.of("1.0.1"),
                    List.of("1.2"),
                    List.of("1.10"),
                    List.of("2-SNAPSHOT"),
                    List.of("2-snapshot-7"),
                    List.of("2", "2.0"),
                    List.of("10"),
                    List.of("20261120093015"),
                    List.of("99999999999999999999999999999999999998"),
                    List.of(
                            "99999999999999999999999999999999999999",
                            "099999999999999999999999999999999999999"),
                    List.of("100000000000000000000000000000000000000"));

    static Stream<String> all() {
        return ORDER.stream().flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("all")
    void versions_compare_as_people_expect(String left) {
        Version version = Version.parse(left);
        all().forEach(right -> {
            int expected = Integer.compare(rank(left), rank(right));
            Version other = Version.parse(right);
            assertThat(Integer.signum(version.compareTo(other)))
                    .as("%s and %s", left, right)
                    .isEqualTo(expected);
            assertThat(version.equals(other)).isEqualTo(expected == 0);
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void equal_versions_have_equal_hash_codes(String left) {
        for (String right : ORDER.get(rank(left))) {
            assertThat(Version.parse(left))
                    .as("%s and %s", left, right)
                    .hasSameHashCodeAs(Version.parse(right));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_version_is_shown_as_it_was_written(String text) {
        assertThat(Version.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "1.", ".1", "1..2", "v1", "1.x", "-", "-1", "1-", "1-a.", "1-a..b", "1-ä",
                "1-a_b", "+", "+1", "1+", "1+ä", "1+a\n", "1+a..b", " 1", "1 ", "1.٢", "latest",
                "1-a+b+c"
            })
    void everything_else_is_refused(String text) {
        assertThatThrownBy(() -> Version.parse(text))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused ->
                                assertThat(refused.code()).isEqualTo("registry.illegal-version"));
    }

    @Test
    void the_refusal_is_fit_to_be_shown() {
        assertThatThrownBy(() -> Version.parse("1\n\ud800" + "x".repeat(1000)))
                .message()
                .startsWith("the version '1??xxx")
                .endsWith("' is not like 1.4 or 2.0.1-beta.2")
                .hasSizeLessThan(150);
    }

    private static int rank(String text) {
        for (int i = 0; i < ORDER.size(); i++) {
            if (ORDER.get(i).contains(text)) {
                return i;
            }
        }
        throw new AssertionError(text);
    }
}
