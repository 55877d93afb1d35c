package io.stargazer.bench.tasks.peer;

import static io.stargazer.sdk.task.sql.SqlBatch.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.sql.SqlBatch;
import io.stargazer.sdk.task.sql.SqlCounts;
import io.stargazer.sdk.task.sql.SqlWork;
import io.stargazer.sdk.task.submit.TaskFailed;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import io.stargazer.server.ServerConfig;
import io.stargazer.server.StargazerServer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** TK-13: background work on a real PostgreSQL, where it is installed; in CI it is. */
@Timeout(120)
class PostgresWorkTest {

    private static final long LOOK_EVERY_NS = 5_000_000;
    private static final String CI = System.getenv("CI");

    @TempDir private static Path folder;
    private static final List<AutoCloseable> OPENED = new ArrayList<>();
    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();
    private static Tasks wanting;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                Files.isDirectory(Path.of("/usr/lib/postgresql")) || "true".equals(CI),
                "there is no PostgreSQL here: apt-get install postgresql");
        PostgresBroker postgres = new PostgresBroker();
        OPENED.add(postgres);
        DATABASE.setURL(postgres.address());
        DATABASE.setUser(PostgresBroker.USER);
        execute(
                "create table orders (id bigint primary key, ok boolean, number integer, share float,"
                        + " total numeric(30, 3), fruit text, raw bytea, at timestamptz, day date)");
        StargazerServer server =
                StargazerServer.start(
                        ServerConfig.in(folder.resolve("data"))
                                .withAddress("127.0.0.1", 0)
                                .withAutoRegister(true),
                        (sentence, cause) -> {});
        OPENED.add(server);
        server.bootstrap("admin", "correct horse battery");
        Tasks doing = application(server, "doing");
        wanting = application(server, "wanting");
        SqlWork work = work();
        doing.execute(work);
        doing.execute(
                "forgetful",
                SqlBatch.class,
                (batch, task) -> {
                    SqlCounts counts = work.handler().handle(batch, task);
                    if (task.attempt() == 1) {
                        throw new IllegalStateException("forgot what was done");
                    }
                    return counts;
                });
    }

    private static SqlWork work() {
        return SqlWork.on("orders-db", DATABASE)
                .statement(
                        "put",
                        "insert into orders values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        Long.class,
                        Boolean.class,
                        Integer.class,
                        Double.class,
                        BigDecimal.class,
                        String.class,
                        byte[].class,
                        Instant.class,
                        LocalDate.class)
                .statement(
                        "name",
                        "insert into orders (id, fruit) values (?, ?)",
                        Long.class,
                        String.class)
                .statement("sleep", "insert into orders (id) select 99 from pg_sleep(600)");
    }

    private static Tasks application(StargazerServer server, String name) {
        Stargazer application =
                Stargazer.connect(
                        Options.of("127.0.0.1:" + server.port(), name, "a secret of some length")
                                .withCacheDirectory(folder.resolve(name)));
        OPENED.add(application);
        return application.tasks();
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : OPENED.reversed()) {
            each.close();
        }
    }

    @Test
    void values_of_every_kind_are_kept() throws Exception {
        List<@Nullable Object> nothing = row(2, null, null, null, null, null, null, null, null);
        SqlBatch batch =
                SqlBatch.of(
                        "put",
                        List.of(
                                row(
                                        1,
                                        true,
                                        7,
                                        0.5,
                                        new BigDecimal("12345678901234567890.125"),
                                        "é",
                                        new byte[] {0, -1},
                                        Instant.parse("2026-11-20T08:00:00.123456Z"),
                                        LocalDate.of(2026, 11, 20)),
                                nothing));
        assertThat(wanting.run("orders-db", batch, SqlCounts.class).of("put")).isEqualTo(2);
        assertThat(
                        text(
                                "select concat_ws(' ', ok, number, share, total, fruit, encode(raw, 'hex'),"
                                        + " at at time zone 'UTC', day) from orders where id = 1"))
                .isEqualTo(
                        "t 7 0.5 12345678901234567890.125 é 00ff 2026-11-20 08:00:00.123456 2026-11-20");
        assertThat(text("select count(*) from orders where id = 2 and ok is null and raw is null"))
                .isEqualTo("1");
    }

    @Test
    void an_attempt_that_is_repeated_finds_what_was_done() throws Exception {
        TaskTerms twice = TaskTerms.DEFAULT.withRetry(new RetryPolicy(2, 0, 0));
        SqlBatch batch = SqlBatch.of("name", List.of(row(10, "fig"), row(11, "pear")));
        SqlCounts counts = wanting.submit("forgetful", batch, SqlCounts.class, twice).await();
        assertThat(counts.of("name")).isEqualTo(2);
        assertThat(text("select count(*) from orders where id in (10, 11)")).isEqualTo("2");
    }

    @Test
    void a_row_that_is_refused_undoes_its_batch_and_is_not_tried_again() throws Exception {
        SqlBatch batch = SqlBatch.of("name", List.of(row(20, "fig"), row(20, "pear")));
        assertThatThrownBy(() -> wanting.run("orders-db", batch, SqlCounts.class))
                .isInstanceOfSatisfying(
                        TaskFailed.class, failed -> assertThat(failed.attempts()).isOne())
                .hasMessageContaining("(SQLSTATE 23505)");
        assertThat(text("select count(*) from orders where id = 20")).isEqualTo("0");
    }

    @Test
    void an_attempt_waits_for_another_that_is_at_work_and_answers_what_that_has_done()
            throws Exception {
        wanting.run("orders-db", SqlBatch.of("name", List.of(row(30, "fig"))), SqlCounts.class);
        TaskId id = TaskId.ofKey(new TaskType("default", "orders-db"), "contended");
        try (Connection other = DATABASE.getConnection();
                PreparedStatement insert =
                        other.prepareStatement(
                                "insert into stargazer_done values (?, 1, 1, 'name=41')")) {
            other.setAutoCommit(false);
            insert.setString(1, id.toString());
            insert.executeUpdate();
            TaskHandle<SqlCounts> handle =
                    wanting.submit(
                            "orders-db",
                            SqlBatch.of("name", List.of(row(31, "pear"))),
                            SqlCounts.class,
                            TaskTerms.DEFAULT.withKey("contended"));
            await("select count(*) from pg_stat_activity where wait_event_type = 'Lock'", "1");
            other.commit();
            assertThat(handle.await().of("name")).isEqualTo(41);
        }
        assertThat(text("select count(*) from orders where id = 31")).isEqualTo("0");
    }

    @Test
    void a_cancelled_task_stops_its_statement() throws Exception {
        String sleeping = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'";
        TaskHandle<SqlCounts> handle =
                wanting.submit("orders-db", SqlBatch.of("sleep", List.of(row())), SqlCounts.class);
        await(sleeping, "1");
        assertThat(handle.cancel("enough").join()).isTrue();
        await(sleeping, "0");
        assertThat(text("select count(*) from orders where id = 99")).isEqualTo("0");
    }

    private static void await(String query, String wanted) throws SQLException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!text(query).equals(wanted)) {
            assertThat(System.nanoTime()).as(query).isLessThan(endNs);
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(String query) throws SQLException {
        try (Connection connection = DATABASE.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            assertThat(found.next()).isTrue();
            return found.getString(1);
        }
    }
}
