package io.stargazer.core.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.codec.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cutting a JSON array into its elements. */
final class JsonArrayTest {

    @Test
    void elements_are_cut_out_as_they_are() {
        assertThat(elements(" [ 1 ,\"a,]\\\"\", {\"b\" : [ 2 , {} ]},\n[], null,-0.5e+3 ] "))
                .containsExactly(
                        "1", "\"a,]\\\"\"", "{\"b\" : [ 2 , {} ]}", "[]", "null", "-0.5e+3");
        assertThat(elements("[]")).isEmpty();
        assertThat(elements("[ ]")).isEmpty();
        assertThat(elements("[\"\\u00e9\\n\", \"语😀\", true, false]")).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "{}",
                "null",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1]]",
                "[1] 2",
                "[01]",
                "[1.]",
                "[.5]",
                "[+1]",
                "[-]",
                "[1e]",
                "[tru]",
                "[True]",
                "['a']",
                "[\"a]",
                "[\"\\x\"]",
                "[\"\\u12g4\"]",
                "[\"\\u12",
                "[\"\\",
                "[\"\t\"]",
                "[{]",
                "[{1:2}]",
                "[{\"a\"}]",
                "[{\"a\":}]",
                "[{\"a\":1,}]",
                "[{\"a\" 1}]",
                "[NaN]",
                "[1,[2]"
            })
    void what_is_no_json_array_has_no_elements(String json) {
        assertThat(elements(json)).isNull();
    }

    @Test
    void nesting_is_bounded() {
        assertThat(elements("[".repeat(64) + "]".repeat(64))).hasSize(1);
        assertThat(elements("[".repeat(66) + "]".repeat(66))).isNull();
        assertThat(elements("[".repeat(1_000_000))).isNull();
    }

    private static @Nullable List<String> elements(String json) {
        List<Bytes> elements = JsonArray.elements(Bytes.utf8(json));
        return elements == null
                ? null
                : elements.stream()
                        .map(each -> new String(each.toArray(), StandardCharsets.UTF_8))
                        .toList();
    }
}
