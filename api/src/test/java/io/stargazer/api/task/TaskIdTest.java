package io.stargazer.api.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TK-2: ids that callers make. */
final class TaskIdTest {

    private static final TaskType RESIZE = new TaskType("default", "resize");

    @ParameterizedTest
    @CsvSource({
        "0, 0, 00000000000000000000000000",
        "0, 1, 00000000000000000000000001",
        "0, 32, 00000000000000000000000010",
        "1, 0, 0000000000000g000000000000",
        "-1, -1, 7zzzzzzzzzzzzzzzzzzzzzzzzz",
        "-9223372036854775808, 0, 40000000000000000000000000"
    })
    void an_id_has_26_characters(long high, long low, String text) {
        TaskId id = new TaskId(high, low);
        assertThat(id).hasToString(text);
        assertThat(TaskId.parse(text)).isEqualTo(id);
        assertThat(TaskId.parse(text.toUpperCase(java.util.Locale.ROOT))).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0000000000000000000000000",
                "000000000000000000000000000",
                "80000000000000000000000000",
                "0000000000000000000000000i",
                "0000000000000000000000000l",
                "0000000000000000000000000o",
                "0000000000000000000000000u",
                "0000000000000000000000000-",
                "0000000000000000000000000\u0660"
            })
    void everything_else_is_no_id(String text) {
        assertThatThrownBy(() -> TaskId.parse(text))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.code()).isEqualTo("task.illegal-id"));
    }

    @Test
    void ids_and_their_texts_are_in_the_same_order() {
        Random random = new Random(7);
        List<TaskId> ids = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            long high = random.nextInt(4) == 0 ? random.nextInt(3) - 1 : random.nextLong();
            ids.add(new TaskId(high, random.nextLong()));
        }
        List<TaskId> byText = new ArrayList<>(ids);
        byText.sort(Comparator.comparing(TaskId::toString));
        ids.sort(Comparator.naturalOrder());
        assertThat(ids).isEqualTo(byText);
        for (TaskId id : ids) {
            assertThat(TaskId.parse(id.toString())).isEqualTo(id);
        }
    }

    @Test
    void later_ids_are_greater() {
        Random random = new Random(8);
        long nowMs = 1_795_132_800_000L;
        TaskId before = TaskId.create(nowMs, random);
        for (int i = 1; i < 1000; i++) {
            TaskId after = TaskId.create(nowMs + i, random);
            assertThat(after).isGreaterThan(before);
            before = after;
        }
        assertThat(TaskId.create(nowMs, new Random(1)).toString())
                .startsWith(TaskId.create(nowMs, new Random(2)).toString().substring(0, 10));
        assertThat(TaskId.create(nowMs, random)).isNotEqualTo(TaskId.create(nowMs, random));
    }

    @Test
    void a_key_always_gives_the_same_id_and_no_other() {
        TaskId id = TaskId.ofKey(RESIZE, "order-17");
        assertThat(id).hasToString("7gd503mq7twk4fmpva1mpp94dx");
        assertThat(TaskId.ofKey(RESIZE, "order-17")).isEqualTo(id);
        assertThat(TaskId.ofKey(RESIZE, "order-18")).isNotEqualTo(id);
        assertThat(TaskId.ofKey(new TaskType("default", "resize2"), "order-17")).isNotEqualTo(id);
        assertThat(TaskId.ofKey(new TaskType("bank", "resize"), "order-17")).isNotEqualTo(id);
        assertThat(TaskId.ofKey(new TaskType("a", "bc"), "d"))
                .isNotEqualTo(TaskId.ofKey(new TaskType("a", "b"), "cd"));
    }
}
