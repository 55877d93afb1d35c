package io.stargazer.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RoundTripTest {

    private static final int VALUES_EACH = 300;

    static Stream<Vocabulary.Word> words() {
        return Vocabulary.words();
    }

    @ParameterizedTest
    @MethodSource("words")
    void what_is_written_is_read_back(Vocabulary.Word word) {
        for (int seed = 0; seed < VALUES_EACH; seed++) {
            Object value = new Values(new RandomScalars(seed)).of(word.record());
            byte[] bytes = word.codec().encode(value);
            assertThat(word.codec().decode(bytes)).as("seed %d", seed).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @MethodSource("words")
    void equal_values_have_equal_bytes(Vocabulary.Word word) {
        Object one = new Values(new RandomScalars(42)).of(word.record());
        Object other = new Values(new RandomScalars(42)).of(word.record());
        assertThat(word.codec().encode(one)).isEqualTo(word.codec().encode(other));
    }

    @Test
    void the_whole_vocabulary_is_tried() {
        assertThat(Vocabulary.words()).hasSizeGreaterThan(40);
    }
}
