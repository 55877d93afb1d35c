package io.stargazer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitsTest {

    @Test
    void a_text_of_the_greatest_length_is_returned() {
        assertThat(Limits.text("client", "😀é", 3)).isEqualTo("😀é");
        assertThat(Limits.text("client", "", 0)).isEmpty();
    }

    @Test
    void a_text_too_long_is_refused() {
        assertRefused(
                () -> Limits.text("client", "1234", 3), "the client has 4 characters: at most 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000", "a\n", "a\t", "a\u007f", "a\u0085", "a\u009f"})
    void control_characters_are_refused(String text) {
        assertRefused(
                () -> Limits.text("client", text, 9),
                "the client has a control character at position 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\ud800", "a\udc00b", "\udc00\ud800", "\ud800\ud800\udc00"})
    void half_a_character_is_refused(String text) {
        assertRefused(
                () -> Limits.text("client", text, 9),
                "the client has half a character: its UTF-16 is damaged");
    }

    @Test
    void numbers_are_bounded_on_both_sides() {
        assertThat(Limits.range("weight", 0, 0, 10)).isZero();
        assertThat(Limits.range("weight", 10, 0, 10)).isEqualTo(10);
        assertRefused(
                () -> Limits.range("weight", -1, 0, 10), "the weight is -1: it must be 0 to 10");
        assertRefused(
                () -> Limits.range("weight", 11, 0, 10), "the weight is 11: it must be 0 to 10");
    }

    @Test
    void maps_are_bounded_in_entries_keys_and_values() {
        Limits.map("metadata", Map.of("abc", "def", "", ""), 2, 3);
        assertRefused(
                () -> Limits.map("metadata", Map.of("a", "", "b", ""), 1, 3),
                "the metadata has 2 entries: at most 1");
        assertRefused(
                () -> Limits.map("metadata", Map.of("abcd", ""), 1, 3),
                "the metadata key has 4 characters: at most 3");
        assertRefused(
                () -> Limits.map("metadata", Map.of("a", "bcde"), 1, 3),
                "the metadata value of 'a' has 4 characters: at most 3");
    }

    @Test
    void lists_are_bounded_in_entries_and_texts() {
        Limits.list("tags", List.of("abc", ""), 2, 3);
        assertRefused(
                () -> Limits.list("tags", Collections.nCopies(3, "a"), 2, 3),
                "the tags has 3 entries: at most 2");
        assertRefused(
                () -> Limits.list("tags", List.of("abcd"), 2, 3),
                "the tags has 4 characters: at most 3");
    }

    @Test
    void the_sentence_is_the_same_in_every_country() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertRefused(
                    () -> Limits.range("weight", 11, 0, 10),
                    "the weight is 11: it must be 0 to 10");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void whatever_there_is_can_be_made_fit_to_be_kept() {
        String hostile = "a\r\n\u0000b\ud800c\u0085\ud83d\ude80";
        assertThat(Limits.clean(hostile, 100)).isEqualTo("a   b c \ud83d\ude80");
        assertThat(Limits.clean("x".repeat(10), 4)).isEqualTo("xxxx");
        String cut = Limits.clean("\ud83d\ude80".repeat(4), 3);
        assertThat(Limits.text("error", cut, 3)).isEqualTo("\ud83d\ude80 ");
    }

    private static void assertRefused(ThrowingCallable call, String sentence) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> {
                            assertThat(refused.status()).isEqualTo(Status.INVALID_ARGUMENT);
                            assertThat(refused.code()).isEqualTo("value.illegal");
                        })
                .hasMessage(sentence);
    }
}
