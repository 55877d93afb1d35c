package io.stargazer.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RollTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void a_roll_does_what_a_numbered_list_does_and_stays_as_it_was(long seed) {
        Random random = new Random(seed);
        RollEditor<String> editor = new RollEditor<>(Roll.empty());
        TreeMap<Long, String> model = new TreeMap<>();
        long first = 0;
        List<Roll<String>> versions = new ArrayList<>();
        List<TreeMap<Long, String>> expected = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            boolean growing = step / 4000 % 2 == 0;
            int kind = random.nextInt(100);
            if (kind < 10 && !editor.isEmpty()) {
                long number = editor.first() + random.nextLong(editor.next() - editor.first());
                editor.clear(number);
                model.remove(number);
            } else if (kind < (growing ? 70 : 35)) {
                model.put(editor.add("v" + step), "v" + step);
            } else if (kind == 99) {
                editor.skipTo(editor.next() + random.nextInt(5));
            } else {
                assertThat(editor.removeFirst()).isEqualTo(model.remove(editor.first() - 1));
            }
            assertThat(editor.first()).isGreaterThanOrEqualTo(first);
            first = editor.first();
            if (random.nextInt(200) == 0) {
                versions.add(editor.roll());
                expected.add(new TreeMap<>(model));
                assertThat(editor.roll()).isSameAs(versions.getLast());
            }
        }
        assertThat(versions).hasSizeGreaterThan(50);
        for (int i = 0; i < versions.size(); i++) {
            assertThat(contents(versions.get(i))).as("version %d", i).isEqualTo(expected.get(i));
        }
    }

    @Test
    void two_editors_of_one_roll_do_not_meet() {
        RollEditor<String> one = new RollEditor<>(Roll.empty());
        one.add("both");
        RollEditor<String> other = new RollEditor<>(one.roll());
        one.add("one");
        other.add("other");
        one.clear(0);
        assertThat(contents(one.roll()).values()).containsExactly("one");
        assertThat(contents(other.roll()).values()).containsExactly("both", "other");
    }

    @Test
    void what_was_forgotten_or_never_came_is_not_there() {
        RollEditor<String> editor = RollEditor.startingAt(700);
        assertThat(editor.removeFirst()).isNull();
        assertThat(editor.first()).isEqualTo(700);
        editor.add("a");
        editor.add("b");
        assertThat(editor.removeFirst()).isEqualTo("a");
        Roll<String> roll = editor.roll();
        assertThat(roll.get(700)).isNull();
        assertThat(roll.get(701)).isEqualTo("b");
        assertThat(roll.get(702)).isNull();
        assertThat(roll.get(-1)).isNull();
        assertThat(roll.get(Long.MAX_VALUE)).isNull();
    }

    private static TreeMap<Long, String> contents(Roll<String> roll) {
        TreeMap<Long, String> contents = new TreeMap<>();
        for (long number = roll.first(); number < roll.next(); number++) {
            String value = roll.get(number);
            if (value != null) {
                contents.put(number, value);
            }
        }
        return contents;
    }
}
