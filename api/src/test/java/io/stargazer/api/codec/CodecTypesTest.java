package io.stargazer.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.codec.Samples.Family;
import io.stargazer.api.codec.Samples.Maybe;
import io.stargazer.api.codec.Samples.Nested;
import io.stargazer.api.codec.Samples.Simple;
import io.stargazer.api.codec.Samples.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which types have a binary form, and what it does with each. */
final class CodecTypesTest {

    @Test
    void all_simple_values_round_trip() {
        Codec<Simple> codec = Codec.of(Simple.class);
        for (int seed = 0; seed < 1000; seed++) {
            Simple value = new Values(new RandomScalars(seed)).of(Simple.class);
            assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
        }
        Simple extreme =
                new Simple(
                        true,
                        Integer.MIN_VALUE,
                        Long.MIN_VALUE,
                        Double.NaN,
                        "",
                        Bytes.EMPTY,
                        Instant.MAX,
                        Duration.ofSeconds(Long.MIN_VALUE));
        assertThat(codec.decode(codec.encode(extreme))).isEqualTo(extreme);
    }

    @Test
    void nullable_components_may_be_there_or_not() {
        Codec<Maybe> codec = Codec.of(Maybe.class);
        for (Maybe value :
                List.of(
                        new Maybe(null, null, 1),
                        new Maybe("", Bytes.EMPTY, 2),
                        new Maybe("text", null, 3),
                        new Maybe(null, Bytes.of((byte) 1), 4))) {
            assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
        }
        assertThat(codec.encode(new Maybe(null, null, 0))).containsExactly(0, 0, 0);
    }

    @Test
    void lists_and_maps_nest() {
        SortedMap<String, List<Integer>> inner = new TreeMap<>();
        inner.put("", List.of());
        inner.put("k", List.of(1, -2, 3));
        SortedMap<String, SortedMap<String, List<Integer>>> outer = new TreeMap<>();
        outer.put("outer", inner);
        outer.put("empty", Collections.emptySortedMap());
        Nested value = new Nested(List.of(List.of("a", "b"), List.of(), List.of("")), outer);
        Codec<Nested> codec = Codec.of(Nested.class);

        Nested read = codec.decode(codec.encode(value));

        assertThat(read).isEqualTo(value);
        assertThatThrownBy(() -> read.lists().clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> read.maps().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void long_lists_round_trip() {
        List<String> texts = Collections.nCopies(5000, "x");
        Nested value = new Nested(List.of(texts), Collections.emptySortedMap());
        Codec<Nested> codec = Codec.of(Nested.class);
        assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
    }

    @Test
    void maps_of_another_order_are_written_in_the_order_of_their_keys() {
        TreeMap<String, SortedMap<String, List<Integer>>> backwards =
                new TreeMap<>(Comparator.reverseOrder());
        backwards.put("a", Collections.emptySortedMap());
        backwards.put("b", Collections.emptySortedMap());
        Nested value = new Nested(List.of(), backwards);
        Nested same = new Nested(List.of(), new TreeMap<>(java.util.Map.copyOf(backwards)));
        Codec<Nested> codec = Codec.of(Nested.class);
        assertThat(codec.encode(value)).isEqualTo(codec.encode(same));
        assertThat(codec.decode(codec.encode(value))).isEqualTo(same);
    }

    @Test
    void keys_out_of_order_or_twice_are_malformed() {
        Codec<Nested> codec = Codec.of(Nested.class);
        byte[] backwards = {0, 2, 1, 'b', 0, 1, 'a', 0};
        byte[] twice = {0, 2, 1, 'a', 0, 1, 'a', 0};
        assertThatThrownBy(() -> codec.decode(backwards)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> codec.decode(twice)).isInstanceOf(Malformed.class);
    }

    @Test
    void types_may_contain_themselves() {
        Tree value = new Tree("root", List.of(new Tree("leaf", List.of()), deepTree(20)));
        Codec<Tree> codec = Codec.of(Tree.class);
        assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
    }

    @Test
    void values_nested_without_end_are_malformed() {
        byte[] bytes = new byte[200_000];
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i + 1] = 1; // a tree without a name, with one child
        }
        assertThatThrownBy(() -> Codec.of(Tree.class).decode(bytes))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("nested");
    }

    @Test
    void what_could_not_be_read_back_for_its_depth_is_not_written() {
        assertThatThrownBy(() -> Codec.of(Tree.class).encode(deepTree(1000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Samples.WithMap.class,
                Samples.WithSet.class,
                Samples.WithObject.class,
                Samples.WithFloat.class,
                Samples.WithKeys.class,
                Samples.WithNothings.class,
                Samples.Deep.class,
                Samples.Hidden.class,
                Samples.SameTag.class,
                Samples.NoTag.class,
                Samples.ZeroTag.class,
                Samples.LargeTag.class,
                Samples.NotOnlyRecords.class,
                Object.class,
                Runnable.class
            })
    void unsupported_types_are_refused_when_the_codec_is_asked_for(Class<?> type) {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Codec.of(type))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .isNotBlank();
        }
    }

    @Test
    void the_refusal_says_what_is_wrong() {
        assertThatThrownBy(() -> Codec.of(Samples.SameTag.class))
                .hasMessageContaining("the tag 1 is used twice")
                .hasMessageContaining("SameTag");
        assertThatThrownBy(() -> Codec.of(Samples.NoTag.class))
                .hasMessageContaining("needs a @Tag");
        assertThatThrownBy(() -> Codec.of(Samples.Deep.class))
                .hasMessageContaining("java.util.Map");
    }

    @Test
    void sealed_records_are_told_apart_by_their_tags() {
        Codec<Family> codec = Codec.of(Family.class);
        assertThat(codec.encode(new Family.One("x"))).containsExactly(1, 1, 'x');
        assertThat(codec.encode(new Family.Last("x"))).containsExactly(0xFF, 0x7F, 1, 'x');
        assertThat(codec.encode(new Family.Nothing())).containsExactly(2);
        assertThatThrownBy(() -> codec.decode(new byte[] {3, 1, 'x'}))
                .isInstanceOf(Malformed.class)
                .hasMessage("Family has no record with the tag 3");
    }

    @Test
    void bytes_left_over_are_malformed() {
        assertThatThrownBy(() -> Codec.of(Family.class).decode(new byte[] {2, 0}))
                .isInstanceOf(Malformed.class)
                .hasMessage("1 bytes left over after the last value");
    }

    private static Tree deepTree(int depth) {
        Tree tree = new Tree("end", List.of());
        for (int i = 0; i < depth; i++) {
            tree = new Tree("t", List.of(tree));
        }
        return tree;
    }
}
