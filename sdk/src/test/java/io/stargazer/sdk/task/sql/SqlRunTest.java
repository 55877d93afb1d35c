package io.stargazer.sdk.task.sql;

import static io.stargazer.sdk.task.sql.SqlBatch.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.task.TaskId;
import io.stargazer.sdk.Eventually;
import io.stargazer.sdk.task.execute.NonRetryable;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TK-13: what an attempt does to a database, once, whatever came before. */
@Timeout(60)
class SqlRunTest {

    private static final TaskId TASK = new TaskId(0, 1);

    /** For minutes, if nobody stops it. */
    private static final String ENDLESS =
            "insert into fruit select x, '' from system_range(1, 1000000000) where mod(x, 2) > 2";

    private final JdbcDataSource database = new JdbcDataSource();
    private SqlWork work;

    @BeforeEach
    void make() throws SQLException {
        database.setURL("jdbc:h2:mem:" + getClass().getSimpleName() + ";DB_CLOSE_DELAY=-1");
        execute("create table fruit (id bigint primary key, name varchar(10) not null)");
        work =
                SqlWork.on("orders-db", database)
                        .statement(
                                "put",
                                "insert into fruit (id, name) values (?, ?)",
                                Long.class,
                                String.class)
                        .statement("rename", "update fruit set name = ?", String.class)
                        .statement("endless", ENDLESS)
                        .statement("lost", "delete from nowhere");
    }

    @AfterEach
    void drop() throws SQLException {
        execute("shutdown");
    }

    @Test
    void all_of_a_batch_happens_and_is_counted_by_statement() throws Exception {
        SqlCounts counts =
                run(1, put(1, 2).then("rename", List.of(row("kiwi"))).then("put", rows(3)));
        assertThat(counts.of("put")).isEqualTo(3);
        assertThat(counts.of("rename")).isEqualTo(2);
        assertThat(names()).containsExactly("kiwi", "kiwi", "fruit");
    }

    @Test
    void more_rows_than_travel_together_are_all_there() throws Exception {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long id = 0; id < 2_345; id++) {
            rows.add(row(id, "apple"));
        }
        assertThat(run(1, SqlBatch.of("put", rows)).total()).isEqualTo(2_345);
        assertThat(names()).hasSize(2_345);
    }

    @Test
    void an_attempt_that_is_repeated_answers_what_the_first_has_done() throws Exception {
        SqlCounts first = run(1, put(1, 2));
        assertThat(run(2, put(1, 2))).isEqualTo(first);
        assertThat(run(1, put(1, 2))).isEqualTo(first);
        assertThat(names()).hasSize(2);
    }

    @Test
    void two_attempts_at_once_have_one_effect() throws Exception {
        database.setURL(database.getURL() + ";LOCK_TIMEOUT=30000");
        DoneTable table = DoneTable.USUAL;
        try (Connection one = database.getConnection();
                Connection other = database.getConnection()) {
            table.make(one);
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            assertThat(table.take(one, new Claim(TASK, 1), 1)).isNull();
            CompletableFuture<SqlCounts> waiting = new CompletableFuture<>();
            Thread.ofPlatform()
                    .start(() -> {
                        try {
                            waiting.complete(table.take(other, new Claim(TASK, 2), 1));
                        } catch (SQLException | RuntimeException failed) {
                            waiting.completeExceptionally(failed);
                        }
                    });
            Eventually.holds("the other waits", () -> isExecuting("insert into stargazer_done"));
            assertThat(waiting).isNotDone();
            SqlCounts counts = new SqlCounts(new TreeMap<>(Map.of("put", 7L)));
            table.finish(one, new Claim(TASK, 1), counts);
            one.commit();
            assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(counts);
        }
    }

    @Test
    void what_fails_in_the_middle_has_no_effect_and_is_not_tried_again() throws Exception {
        assertThatThrownBy(() -> run(1, put(1, 2).then("put", rows(2))))
                .isInstanceOf(NonRetryable.class)
                .hasMessageStartingWith("put: ")
                .hasMessageContaining("SQLSTATE 23505");
        assertThatThrownBy(() -> run(1, put(1).then("lost", List.of(row()))))
                .isInstanceOf(NonRetryable.class)
                .hasMessageContaining("SQLSTATE 42");
        assertThatThrownBy(() -> run(1, SqlBatch.of("put", List.of(row(1, "x".repeat(11))))))
                .isInstanceOf(NonRetryable.class)
                .hasMessageContaining("SQLSTATE 22");
        assertThat(names()).isEmpty();
        assertThat(run(2, put(1)).total()).as("as a person may ask for").isOne();
    }

    @Test
    void an_earlier_attempt_that_was_slower_does_not_do_what_a_later_one_failed_at()
            throws Exception {
        assertThatThrownBy(() -> run(2, put(1, 1))).isInstanceOf(NonRetryable.class);
        assertThatThrownBy(() -> run(1, put(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a later attempt");
        assertThat(names()).isEmpty();
    }

    @Test
    void what_may_pass_is_tried_again() {
        for (String state : List.of("08006", "40001", "40P01", "53300", "57014", "HYT00", "XX")) {
            SQLException passing = new SQLException("no", state);
            assertThat(SqlTrouble.of("put", passing)).isSameAs(passing);
        }
        SQLException unknown = new SQLException("no");
        assertThat(SqlTrouble.of("put", unknown)).isSameAs(unknown);
    }

    @Test
    void statements_that_are_not_named_here_and_rows_that_do_not_fit_are_refused() {
        refused(SqlBatch.of("drop", List.of()), "orders-db has no statement 'drop'");
        refused(
                SqlBatch.of("put", List.of(row(1, "a"), row(1))),
                "put takes 2 values, row 2 has 1");
        refused(
                SqlBatch.of("put", List.of(row("1", "a"))),
                "put, row 1, value 1: '1' is not a whole number of 64 bits");
        refused(SqlBatch.of("put", List.of(row(1, 2))), "put, row 1, value 2: '2' is not a text");
    }

    private void refused(SqlBatch batch, String sentence) {
        assertThatThrownBy(() -> run(1, batch))
                .isInstanceOf(NonRetryable.class)
                .hasMessage(sentence);
    }

    @Test
    void a_statement_ends_with_the_time_of_its_attempt() throws SQLException {
        SqlRun run = new SqlRun(work, new Claim(TASK, 1), endless(), 1);
        assertThatThrownBy(run::call)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        stopped -> assertThat(stopped.getSQLState()).isEqualTo("57014"));
        assertThat(names()).isEmpty();
    }

    @Test
    void a_cancelled_attempt_cancels_its_statement_and_has_no_effect() throws Exception {
        SqlRun run =
                new SqlRun(work, new Claim(TASK, 1), put(1).then("endless", List.of(row())), 0);
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread attempt =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                new SqlHandler(work).run(run);
                                ended.complete(new AssertionError("it has an end"));
                            } catch (Exception thrown) {
                                ended.complete(thrown);
                            }
                        });
        Eventually.holds("it runs", () -> isEndlessRunning());
        attempt.interrupt();
        assertThat(ended.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(isEndlessRunning()).isFalse();
        assertThat(names()).isEmpty();
        assertThat(run(1, put(1)).total()).isOne();
    }

    @Test
    void an_attempt_that_is_cancelled_before_it_begins_does_nothing() throws Exception {
        SqlRun run = new SqlRun(work, new Claim(TASK, 1), put(1), 0);
        run.cancel();
        assertThatThrownBy(run::call).hasMessageContaining("cancelled");
        assertThat(names()).isEmpty();
    }

    @Test
    void every_kind_of_value_is_kept() throws Exception {
        execute(
                "create table kinds (a boolean, b integer, c bigint, d double precision,"
                        + " e numeric(30, 3), f varchar(10), g varbinary(10),"
                        + " h timestamp(9) with time zone, i date)");
        SqlWork kinds =
                SqlWork.on("orders-db", database)
                        .statement(
                                "kinds",
                                "insert into kinds values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                Boolean.class,
                                Integer.class,
                                Long.class,
                                Double.class,
                                BigDecimal.class,
                                String.class,
                                byte[].class,
                                Instant.class,
                                LocalDate.class);
        Instant moment = Instant.parse("2026-11-20T08:00:00.123456789Z");
        List<@Nullable Object> values =
                row(
                        true,
                        7,
                        Long.MAX_VALUE,
                        0.5,
                        new BigDecimal("12345678901234567890.125"),
                        "é",
                        new byte[] {0, -1},
                        moment,
                        LocalDate.of(2026, 11, 20));
        SqlBatch batch =
                SqlBatch.of(
                        "kinds",
                        List.of(values, row(null, null, null, null, null, null, null, null, null)));
        assertThat(new SqlRun(kinds, new Claim(TASK, 1), batch, 0).call().total()).isEqualTo(2);
        assertThat(
                        texts(
                                "select a || ' ' || b || ' ' || c || ' ' || d || ' ' || e || ' ' || f || ' ' ||"
                                        + " rawtohex(g) || ' ' || (h at time zone 'UTC') || ' ' || i from kinds where a"))
                .containsExactly(
                        "TRUE 7 9223372036854775807 0.5 12345678901234567890.125 é 00ff"
                                + " 2026-11-20 08:00:00.123456789+00 2026-11-20");
        assertThat(texts("select count(*) from kinds where coalesce(b, c, d, e) is null"))
                .containsExactly("1");
        assertThatThrownBy(() -> Cell.decimal("1e999999999"))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void what_is_old_is_forgotten_and_what_is_not_is_kept() throws Exception {
        DoneTable table = new DoneTable("my_done", Duration.ofHours(2));
        try (Connection connection = database.getConnection()) {
            table.make(connection);
            table.make(connection);
            long nowMs = 100L * 3_600_000;
            assertThat(table.take(connection, new Claim(TASK, 5), nowMs)).isNull();
            table.forget(connection, nowMs + 7_200_000);
            assertThat(texts("select fence from my_done")).containsExactly("5");
            table.forget(connection, nowMs + 7_200_001);
            assertThat(texts("select fence from my_done")).isEmpty();
        }
        assertThatThrownBy(() -> new DoneTable("a; drop table fruit", Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private SqlCounts run(long fence, SqlBatch batch) throws Exception {
        return new SqlRun(work, new Claim(TASK, fence), batch, 0).call();
    }

    private static SqlBatch put(int... ids) {
        return SqlBatch.of("put", rows(ids));
    }

    private static SqlBatch endless() {
        return SqlBatch.of("endless", List.of(row()));
    }

    private static List<List<@Nullable Object>> rows(int... ids) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int id : ids) {
            rows.add(row(id, "fruit"));
        }
        return rows;
    }

    private List<String> names() throws SQLException {
        return texts("select name from fruit order by id");
    }

    private boolean isEndlessRunning() {
        return isExecuting("insert into fruit select x");
    }

    /** Whether somebody is at a statement that begins so. */
    private boolean isExecuting(String start) {
        try {
            return !texts(
                            "select executing_statement from information_schema.sessions where executing_statement like '%s%%'"
                                    .formatted(start))
                    .isEmpty();
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> texts(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (found.next()) {
                texts.add(found.getString(1));
            }
            return texts;
        }
    }
}
