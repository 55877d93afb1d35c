package io.stargazer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TableTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_table_does_what_a_sorted_map_does(long seed) {
        Random random = new Random(seed);
        int keys = 1 << (seed + 2);
        SortedMap<Integer, String> model = new TreeMap<>();
        Table<Integer, String> table = Table.empty();
        for (int step = 0; step < 3000; step++) {
            int key = random.nextInt(keys);
            boolean growing = step / 500 % 2 == 0;
            if (random.nextInt(10) < (growing ? 7 : 3)) {
                model.put(key, "v" + step);
                table = table.put(key, "v" + step);
            } else {
                model.remove(key);
                table = table.remove(key);
            }
            assertSame(table, model, random.nextInt(keys + 2) - 1, step % 100 == 0);
        }
    }

    private static void assertSame(
            Table<Integer, String> table, SortedMap<Integer, String> model, int key, boolean all) {
        assertThat(table.size()).isEqualTo(model.size());
        assertThat(table.isEmpty()).isEqualTo(model.isEmpty());
        assertThat(table.get(key)).isEqualTo(model.get(key));
        assertThat(table.contains(key)).isEqualTo(model.containsKey(key));
        assertThat(table.getOrDefault(key, "none")).isEqualTo(model.getOrDefault(key, "none"));
        if (all) {
            assertThat(entries(table)).isEqualTo(entries(model));
            assertThat(entries(table.from(key))).isEqualTo(entries(model.tailMap(key)));
        }
    }

    @Test
    void earlier_versions_stay_as_they_were() {
        Random random = new Random(11);
        SortedMap<Integer, String> model = new TreeMap<>();
        Table<Integer, String> table = Table.empty();
        List<Table<Integer, String>> versions = new ArrayList<>();
        List<List<String>> expected = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            int key = random.nextInt(64);
            boolean put = random.nextBoolean();
            table = put ? table.put(key, "v" + step) : table.remove(key);
            if (put) {
                model.put(key, "v" + step);
            } else {
                model.remove(key);
            }
            versions.add(table);
            expected.add(entries(model));
        }
        for (int i = 0; i < versions.size(); i++) {
            assertThat(entries(versions.get(i))).as("version %d", i).isEqualTo(expected.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void an_editor_does_what_a_sorted_map_does_and_leaves_what_it_handed_out(long seed) {
        Random random = new Random(seed);
        int keys = 1 << (seed + 2);
        int changesBetweenTables = 1 << random.nextInt(8);
        SortedMap<Integer, String> model = new TreeMap<>();
        TableEditor<Integer, String> editor = TableEditor.empty();
        List<Table<Integer, String>> versions = new ArrayList<>();
        List<List<String>> expected = new ArrayList<>();
        for (int step = 0; step < 5000; step++) {
            int key = random.nextInt(keys);
            boolean growing = step / 500 % 2 == 0;
            if (random.nextInt(10) < (growing ? 7 : 3)) {
                assertThat(editor.put(key, "v" + step)).isEqualTo(model.put(key, "v" + step));
            } else {
                assertThat(editor.remove(key)).isEqualTo(model.remove(key));
            }
            int other = random.nextInt(keys);
            assertThat(editor.get(other)).isEqualTo(model.get(other));
            assertThat(editor.size()).isEqualTo(model.size());
            assertThat(editor.isEmpty()).isEqualTo(model.isEmpty());
            Table.Entry<Integer, String> first = editor.first();
            assertThat(first == null ? null : first.key())
                    .isEqualTo(model.isEmpty() ? null : model.firstKey());
            if (random.nextInt(changesBetweenTables) == 0) {
                versions.add(editor.table());
                expected.add(entries(model));
                assertThat(editor.table()).isSameAs(versions.getLast());
            }
        }
        for (int i = 0; i < versions.size(); i++) {
            assertThat(entries(versions.get(i))).as("version %d", i).isEqualTo(expected.get(i));
        }
    }

    @Test
    void two_editors_of_one_table_do_not_meet() {
        TableEditor<Integer, String> one = TableEditor.empty();
        for (int i = 0; i < 50; i++) {
            one.put(i, "old");
        }
        TableEditor<Integer, String> other = new TableEditor<>(one.table());
        for (int i = 0; i < 50; i++) {
            one.put(i, "one");
            other.remove(i);
        }
        assertThat(one.table()).hasSize(50).allMatch(entry -> entry.value().equals("one"));
        assertThat(other.table()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ascending",
                "descending",
                "inwards",
                "inwards from above",
                "random",
                "after removals"
            })
    void looking_up_takes_no_more_steps_than_a_balanced_tree_is_high(String order) {
        int size = 4096;
        Random random = new Random(5);
        Counted.Counter counter = new Counted.Counter();
        TableEditor<Counted, Integer> editor = TableEditor.empty();
        for (int i = 0; i < size; i++) {
            int key =
                    switch (order) {
                        case "ascending" -> i;
                        case "descending" -> -i;
                        case "inwards" -> i % 2 == 0 ? i : 10_000 - i;
                        case "inwards from above" -> i % 2 == 0 ? 10_000 - i : i;
                        default -> random.nextInt();
                    };
            editor.put(new Counted(key, counter), i);
            if (i < 100) {
                assertNoPathIsTooLong(editor.table(), counter);
            }
        }
        if (order.equals("after removals")) {
            for (Table.Entry<Counted, Integer> entry : editor.table()) {
                if (entry.value() % 16 != 0) {
                    editor.remove(entry.key());
                }
            }
        }
        assertNoPathIsTooLong(editor.table(), counter);
    }

    private static void assertNoPathIsTooLong(
            Table<Counted, Integer> table, Counted.Counter counter) {
        int highest = greatestHeight(table.size());
        for (Table.Entry<Counted, Integer> entry : table) {
            counter.count = 0;
            assertThat(table.get(entry.key())).isEqualTo(entry.value());
            assertThat(counter.count)
                    .as("steps in a table of %d", table.size())
                    .isLessThanOrEqualTo(highest);
        }
    }

    /** The least AVL tree of height h has one node over the least of h - 1 and of h - 2. */
    private static int greatestHeight(int size) {
        int height = 0;
        int least = 1;
        int leastBefore = 0;
        while (least <= size) {
            int next = least + leastBefore + 1;
            leastBefore = least;
            least = next;
            height++;
        }
        return height;
    }

    @Test
    void removing_what_is_not_there_gives_the_same_table() {
        Table<Integer, String> table = Table.<Integer, String>empty().put(1, "one");
        assertThat(table.remove(2)).isSameAs(table);
    }

    @Test
    void an_iterator_ends() {
        Iterator<Table.Entry<Integer, String>> iterator =
                Table.<Integer, String>empty().put(1, "one").iterator();
        assertThat(iterator.next().value()).isEqualTo("one");
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }

    private static List<String> entries(Iterable<Table.Entry<Integer, String>> table) {
        List<String> entries = new ArrayList<>();
        table.forEach(entry -> entries.add(entry.key() + "=" + entry.value()));
        return entries;
    }

    private static List<String> entries(SortedMap<Integer, String> model) {
        List<String> entries = new ArrayList<>();
        model.forEach((key, value) -> entries.add(key + "=" + value));
        return entries;
    }

    /** A key that counts how often it was compared. */
    private record Counted(int value, Counter counter) implements Comparable<Counted> {

        static final class Counter {
            int count;
        }

        @Override
        public int compareTo(Counted other) {
            counter.count++;
            return Integer.compare(value, other.value);
        }
    }
}
