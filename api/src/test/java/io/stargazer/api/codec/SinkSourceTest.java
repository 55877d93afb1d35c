package io.stargazer.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SinkSourceTest {

    private static final long FINGERPRINT = -8446008158907519972L;

    private final Sink sink = new Sink(0);

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 1",
        "127, 1",
        "128, 2",
        "16383, 2",
        "16384, 3",
        "9223372036854775807, 9",
        "-1, 10",
        "-9223372036854775808, 10"
    })
    void unsigned_numbers_take_seven_bits_a_byte(long value, int size) {
        sink.unsigned(value);
        assertThat(sink.size()).isEqualTo(size);
        assertThat(source().unsigned()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "-1, 1",
        "1, 1",
        "63, 1",
        "-64, 1",
        "64, 2",
        "9223372036854775807, 10",
        "-9223372036854775808, 10"
    })
    void signed_numbers_near_zero_are_short(long value, int size) {
        sink.signed(value);
        assertThat(sink.size()).isEqualTo(size);
        assertThat(source().signed()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "exactly sixty-three characters, all of them plain ascii letters",
                "exactly sixty-four characters, all of them plain ascii letters..",
                "Grüße",
                "服务网格",
                "🚀 and 😀",
                "\u0000\u007f\u0080\u07ff\u0800\uffff"
            })
    void texts_round_trip(String text) {
        for (String value : new String[] {text, text.repeat(1000)}) {
            sink.clear().string(value);
            assertThat(source().string()).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "a\udc00b", "\ud83d", "\udc00\ud800"})
    void half_a_character_is_not_written_as_something_else(String text) {
        for (String value : new String[] {text, text + "long".repeat(100)}) {
            assertThatThrownBy(() -> sink.string(value))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("surrogate");
        }
    }

    @Test
    void texts_that_are_not_utf8_are_malformed() {
        for (int[] bytes :
                new int[][] {
                    {1, 0x80}, {2, 0xC0, 0x80}, {3, 0xED, 0xA0, 0x80}, {4, 0xF5, 0x80, 0x80, 0x80}
                }) {
            assertMalformed(bytes, Source::string);
        }
    }

    @Test
    void a_length_beyond_the_end_is_malformed() {
        assertMalformed(new int[] {5, 1, 2, 3, 4}, Source::bytes);
        assertMalformed(new int[] {5, 'a', 'b'}, Source::string);
        assertMalformed(new int[] {0xFF, 0xFF, 0xFF, 0xFF, 0x07}, Source::count);
        assertMalformed(
                new int[] {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1}, Source::count);
    }

    @Test
    void numbers_too_long_or_cut_off_are_malformed() {
        int f = 0xFF;
        assertMalformed(new int[] {f, f, f, f, f, f, f, f, f, 2}, Source::unsigned);
        assertMalformed(new int[] {f, f, f, f, f, f, f, f, f, f, 1}, Source::unsigned);
        assertMalformed(new int[] {0x80}, Source::unsigned);
        assertMalformed(new int[] {f, f, f, f, 0x1F}, Source::signedInt);
        assertMalformed(new int[] {1, 2, 3, 4, 5, 6, 7}, Source::fixed64);
        assertMalformed(new int[] {2}, Source::bool);
        assertMalformed(new int[] {}, Source::raw);
    }

    @Test
    void a_source_stays_within_its_part_of_the_array() {
        Source source = new Source(new byte[] {9, 1, 2, 9}, 1, 2);
        assertThat(source.remaining()).isEqualTo(2);
        assertThat(source.raw()).isEqualTo((byte) 1);
        assertThatThrownBy(source::expectEnd).isInstanceOf(Malformed.class);
        assertThat(source.raw()).isEqualTo((byte) 2);
        source.expectEnd();
        assertThatThrownBy(source::raw).isInstanceOf(Malformed.class);
    }

    @Test
    void the_fingerprint_is_the_same_for_ever() {
        sink.string("stargazer");
        assertThat(sink.hash64(0)).isEqualTo(FINGERPRINT);
        assertThat(sink.hash64(1)).isNotEqualTo(FINGERPRINT);
    }

    @Test
    void the_fingerprint_depends_on_every_bit_and_on_the_length() {
        byte[] bytes = new byte[37];
        for (int length = 0; length < bytes.length; length++) {
            long fingerprint = Sink.hash64(7, bytes, 0, length);
            assertThat(Sink.hash64(7, bytes, 0, length + 1)).isNotEqualTo(fingerprint);
            for (int bit = 0; bit < length * 8; bit++) {
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(Sink.hash64(7, bytes, 0, length)).isNotEqualTo(fingerprint);
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
        assertThat(Sink.hash64(7, new byte[] {9, 1, 2, 3}, 1, 2))
                .isEqualTo(Sink.hash64(7, new byte[] {1, 2, 9}, 0, 2));
    }

    private Source source() {
        return new Source(sink.toArray());
    }

    private static void assertMalformed(int[] bytes, Function<Source, Object> read) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        assertThatThrownBy(() -> read.apply(new Source(raw))).isInstanceOf(Malformed.class);
    }
}
