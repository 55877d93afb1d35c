package io.stargazer.api.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RG-5: which instances a consumer accepts. */
final class SelectorTest {

    @ParameterizedTest
    @CsvSource({
        "'', 1, true",
        "'  ', 1, true",
        "1.2, 1.2, true",
        "1.2, 1.2.0, true",
        "1.2, 1.2.1, false",
        "=1.2, 1.2, true",
        "=1.2, 1.3, false",
        "<10, 2, true",
        "<10, 10, false",
        "<=10, 10, true",
        ">2, 10, true",
        ">2, 2, false",
        ">=2, 2, true",
        ">=2, 2-rc.1, false",
        "'>=1.2 <2', 1.10, true",
        "'>=1.2 <2', 2, false",
        "'>=1.2 <2', 1.1, false",
        "'  >=1.2\t\t<2 ', 1.2, true",
        "'>=1 >=3 <5', 2, false"
    })
    void versions_are_accepted_within_all_bounds(
            String versions, String version, boolean accepted) {
        Selector selector = new Selector(versions, List.of());
        assertThat(selector.accepts(instance(version))).isEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {">=", "> 1", "1.x", "=>1", "^1", "~1", "1 || 2", ">=1,<2", "<>1"})
    void bounds_that_mean_nothing_are_refused(String versions) {
        assertThatThrownBy(() -> new Selector(versions, List.of()))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused ->
                                assertThat(refused.code()).isEqualTo("registry.illegal-version"));
    }

    @Test
    void all_tags_must_be_there() {
        Instance instance = instance("1", "blue", "fast");
        assertThat(new Selector("", List.of("fast")).accepts(instance)).isTrue();
        assertThat(new Selector("", List.of("fast", "blue")).accepts(instance)).isTrue();
        assertThat(new Selector("", List.of("fast", "red")).accepts(instance)).isFalse();
        assertThat(new Selector("2", List.of("fast")).accepts(instance)).isFalse();
    }

    @Test
    void any_accepts_everything() {
        assertThat(Selector.ANY.accepts(instance("0-alpha"))).isTrue();
        assertThat(Selector.ANY.accepts(instance("1", "blue"))).isTrue();
    }

    private static Instance instance(String version, String... tags) {
        return new Instance(
                "id", version, "host:80", 1, "", List.of(tags), Collections.emptySortedMap());
    }
}
