package io.stargazer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NameTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "ab", "a-b", "a--b", "0-9", "shop-cart-2"})
    void lower_case_letters_digits_and_inner_hyphens_are_legal(String name) {
        assertThat(Name.require("service", name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "-", "-a", "a-", "A", "aB", "a_b", "a.b", "a/b", "a b", " a", "a\n", "ä", "服务",
                "a\u0000", "ａ", "a\u0301", "١", "😀"
            })
    void everything_else_is_refused(String name) {
        assertThat(Name.isLegal(name)).isFalse();
        assertThatThrownBy(() -> Name.require("service", name))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> {
                            assertThat(refused.status()).isEqualTo(Status.INVALID_ARGUMENT);
                            assertThat(refused.code()).isEqualTo("name.illegal");
                            assertThat(refused).hasMessageStartingWith("the service name '");
                        });
    }

    @Test
    void names_have_1_to_63_characters() {
        assertThat(Name.isLegal("a".repeat(63))).isTrue();
        assertThat(Name.isLegal("a".repeat(64))).isFalse();
        assertThat(Name.isLegal("a" + "-".repeat(61) + "b")).isTrue();
        assertThat(Name.isLegal("a".repeat(100_000))).isFalse();
    }

    @Test
    void the_sentence_shows_no_control_characters_and_is_short() {
        String hostile = "a\r\n\u0000\u001b[31m\u0085\u2028\u202e\u200b\ud800" + "x".repeat(10_000);
        assertThatThrownBy(() -> Name.require("service", hostile))
                .message()
                .satisfies(sentence -> {
                    assertThat(sentence)
                            .startsWith("the service name 'a????[31m?????xxx")
                            .hasSizeLessThan(250);
                    assertThat(sentence).matches("[\\x20-\\x7e]*");
                });
    }
}
