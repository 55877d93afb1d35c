package io.stargazer.sdk.task.sql;

import static io.stargazer.sdk.task.sql.SqlBatch.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.NewTask;
import io.stargazer.sdk.task.wire.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** TK-13: what a batch says on its way, and how it is split. */
class SqlBatchTest {

    @Test
    void every_value_arrives_as_it_was_sent() {
        SqlBatch sent =
                SqlBatch.of(
                        "all-kinds",
                        List.of(
                                row(
                                        null,
                                        true,
                                        7,
                                        Long.MIN_VALUE,
                                        0.1,
                                        new BigDecimal("12345678901234567890.100"),
                                        BigInteger.ONE.shiftLeft(70),
                                        "a \"text\"\n",
                                        new byte[] {0, -1},
                                        Instant.ofEpochSecond(1, 500),
                                        LocalDate.of(2026, 11, 20))));
        SqlBatch arrived = (SqlBatch) Values.decode(SqlBatch.class, Values.encode(sent));
        assertThat(arrived).isEqualTo(sent);
        assertThat(sent.steps().getFirst().rows().getFirst())
                .containsExactly(
                        null,
                        true,
                        7L,
                        Long.MIN_VALUE,
                        0.1,
                        "12345678901234567890.100",
                        "1180591620717411303424",
                        "a \"text\"\n",
                        "AP8=",
                        "1970-01-01T00:00:01.000000500Z",
                        "2026-11-20");
    }

    @Test
    void other_languages_write_it_by_hand() {
        String json = "{\"steps\":[{\"statement\":\"put\",\"rows\":[[1,\"a\",null,1.5]]}]}";
        Bytes bytes = Bytes.of(json.getBytes(StandardCharsets.UTF_8));
        assertThat(Values.decode(SqlBatch.class, bytes))
                .isEqualTo(SqlBatch.of("put", List.of(row(1, "a", null, 1.5))));
        for (String wrong :
                List.of(
                        "{}",
                        "{\"steps\":[]}",
                        "{\"steps\":[{\"statement\":\"put\"}]}",
                        "{\"steps\":[{\"rows\":[]}]}",
                        "{\"steps\":[{\"statement\":\"drop table a\",\"rows\":[]}]}",
                        "{\"steps\":[{\"statement\":\"put\",\"rows\":[null]}]}",
                        "{\"steps\":[{\"statement\":\"put\",\"rows\":[[{}]]}]}",
                        "{\"steps\":[{\"statement\":\"put\",\"rows\":[[[1]]]}]}")) {
            Bytes illegal = Bytes.of(wrong.getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> Values.decode(SqlBatch.class, illegal))
                    .as(wrong)
                    .isInstanceOf(Rejected.class);
        }
    }

    @Test
    void what_a_database_has_no_value_for_is_refused_by_its_name() {
        assertThatThrownBy(() -> SqlBatch.of("put", List.of(row(Duration.ZERO))))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.code()).isEqualTo("sdk.sql-value"))
                .hasMessageContaining("java.time.Duration");
        assertThatThrownBy(() -> SqlBatch.of("put", List.of(row(Double.NaN))))
                .isInstanceOf(Rejected.class);
        assertThatThrownBy(() -> SqlBatch.of("Put", List.of())).isInstanceOf(Rejected.class);
        SqlBatch one = SqlBatch.of("put", List.of());
        assertThatThrownBy(() -> new SqlBatch(Collections.nCopies(33, one.steps().getFirst())))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void parts_have_all_rows_in_order_and_no_more_than_may_be() {
        SqlBatch batch =
                SqlBatch.of("first", IntStream.range(0, 7).mapToObj(i -> row(i)).toList())
                        .then("second", IntStream.range(7, 10).mapToObj(i -> row(i)).toList());
        List<SqlBatch> parts = batch.parts(4);
        assertThat(parts).hasSize(3).allMatch(part -> part.rows() <= 4);
        assertThat(parts.get(1).steps())
                .extracting(SqlBatch.Step::statement)
                .containsExactly("first", "second");
        assertThat(rows(parts)).isEqualTo(rows(List.of(batch)));
        assertThat(batch.parts(10)).containsExactly(batch);
        assertThat(SqlBatch.of("first", List.of()).parts(1)).isEmpty();
    }

    @Test
    void parts_fit_into_a_task_each_however_long_their_rows_are() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rows.add(row(i, "é".repeat(i * 900)));
        }
        SqlBatch batch = SqlBatch.of("put", rows);
        List<SqlBatch> parts = batch.parts(1_000);
        assertThat(parts)
                .hasSizeBetween(4, 5)
                .allMatch(part -> Values.encode(part).size() <= NewTask.MAX_PAYLOAD_BYTES);
        assertThat(rows(parts)).isEqualTo(rows(List.of(batch)));
    }

    @Test
    void parts_of_many_steps_go_on_where_the_one_before_ends() {
        SqlBatch batch = SqlBatch.of("s-0", List.of(row(0)));
        for (int i = 1; i < SqlBatch.MAX_STEPS; i++) {
            batch = batch.then("s-" + i, List.of(row(2 * i), row(2 * i + 1)));
        }
        assertThat(rows(batch.parts(1_000_000))).isEqualTo(rows(List.of(batch)));
        assertThat(batch.parts(3)).hasSize(21).allMatch(part -> part.rows() == 3);
    }

    @Test
    void counts_are_added_and_written_down() {
        SqlCounts some = new SqlCounts(new TreeMap<>(Map.of("a", 1L, "b-2", 20L)));
        SqlCounts more = new SqlCounts(new TreeMap<>(Map.of("b-2", 3L)));
        SqlCounts sum = SqlCounts.sum(List.of(some, more));
        assertThat(sum.of("a")).isOne();
        assertThat(sum.of("b-2")).isEqualTo(23);
        assertThat(sum.of("never")).isZero();
        assertThat(sum.total()).isEqualTo(24);
        assertThat(SqlCounts.parse(sum.text())).isEqualTo(sum);
        assertThat(Values.decode(SqlCounts.class, Values.encode(sum))).isEqualTo(sum);
    }

    private static List<String> rows(List<SqlBatch> batches) {
        List<String> rows = new ArrayList<>();
        for (SqlBatch batch : batches) {
            for (SqlBatch.Step step : batch.steps()) {
                step.rows().forEach(row -> rows.add(step.statement() + row));
            }
        }
        return rows;
    }
}
