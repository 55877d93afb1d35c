package io.stargazer.app.sdk.task;

import static io.stargazer.sdk.task.sql.SqlBatch.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.task.Standing;
import io.stargazer.app.JavaProcess;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.sql.SqlBatch;
import io.stargazer.sdk.task.sql.SqlCounts;
import io.stargazer.sdk.task.sql.SqlWork;
import io.stargazer.sdk.task.submit.TaskFailed;
import io.stargazer.sdk.task.submit.TaskHandle;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-13: batches for a database go through a server to an executor with a data source. */
@Timeout(180)
class DatabaseWorkTest {

    private static final String ORDERS = "create table orders (id bigint primary key, fruit text)";

    @TempDir private static Path folder;
    private static TaskWorld world;
    private static Tasks wanting;

    @BeforeAll
    static void start() throws Exception {
        world = new TaskWorld(folder);
        wanting = world.application().tasks();
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    @Test
    void batches_and_jobs_of_many_rows_are_done_and_counted() throws Exception {
        JdbcDataSource database = inMemory("jobs");
        world.application().tasks().execute(work("jobs-db", database));

        SqlBatch two = SqlBatch.of("put", List.of(row(-1, "fig"), row(-2, null)));
        assertThat(wanting.run("jobs-db", two, SqlCounts.class).of("put")).isEqualTo(2);

        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int id = 0; id < 1_000; id++) {
            rows.add(row(id, "apple"));
        }
        SqlCounts all =
                wanting.job("jobs-db", SqlCounts.class)
                        .parts(SqlBatch.of("put", rows).parts(90))
                        .merge(SqlCounts::sum)
                        .await();
        assertThat(all.of("put")).isEqualTo(1_000);
        assertThat(number(database, "select count(*) from orders")).isEqualTo(1_002);
        assertThat(number(database, "select count(*) from stargazer_done")).isEqualTo(13);
    }

    @Test
    void what_the_executor_does_not_know_and_the_database_refuses_fails_at_once() throws Exception {
        JdbcDataSource database = inMemory("refusals");
        world.application().tasks().execute(work("refusing-db", database));
        failed(SqlBatch.of("drop-all", List.of(row())), "refusing-db has no statement 'drop-all'");
        failed(SqlBatch.of("put", List.of(row(1, "a"), row(1, "b"))), "(SQLSTATE 23505)");
        assertThat(number(database, "select count(*) from orders")).isZero();
    }

    private void failed(SqlBatch batch, String error) {
        assertThatThrownBy(() -> wanting.run("refusing-db", batch, SqlCounts.class))
                .isInstanceOfSatisfying(
                        TaskFailed.class,
                        failed -> {
                            assertThat(failed.standing()).isEqualTo(Standing.FAILED);
                            assertThat(failed.attempts()).isOne();
                            assertThat(failed.error()).contains(error);
                        });
    }

    @Test
    void a_cancelled_task_stops_its_statement() throws Exception {
        JdbcDataSource database = inMemory("cancelled");
        Tasks doing = world.application().tasks().execute(work("slow-db", database));
        SqlBatch endless = SqlBatch.of("put", List.of(row(1, "a"))).then("endless", List.of(row()));
        TaskHandle<SqlCounts> handle = wanting.submit("slow-db", endless, SqlCounts.class);
        String running =
                "select count(*) from information_schema.sessions"
                        + " where executing_statement like 'insert into orders select%'";
        Eventually.holds("it runs", () -> number(database, running) == 1);
        assertThat(handle.cancel("enough").join()).isTrue();
        Eventually.holds("it runs no more", () -> number(database, running) == 0);
        Eventually.holds("its place is free", () -> doing.status().running() == 0);
        assertThat(number(database, "select count(*) from orders")).isZero();
    }

    @Test
    void a_batch_whose_executor_is_killed_before_it_answers_is_done_once() throws Exception {
        Path file = folder.resolve("orders");
        JdbcDataSource database = DatabaseProcess.database(file);
        execute(database, ORDERS);
        SqlBatch batch = SqlBatch.of("put", List.of(row(1, "fig"), row(2, "pear")));
        try (JavaProcess mute = world.executor(DatabaseProcess.class, file.toString(), "mute")) {
            TaskHandle<SqlCounts> handle = wanting.submit("orders-db", batch, SqlCounts.class);
            String committed = mute.awaitLine();
            mute.kill();
            try (JavaProcess other =
                    world.executor(DatabaseProcess.class, file.toString(), "talkative")) {
                assertThat(handle.await().of("put")).as(other.errors()).isEqualTo(2);
                other.kill();
            }
            assertThat(number(database, "select count(*) from orders")).isEqualTo(2);
            assertThat(committed)
                    .isEqualTo(
                            "committed under fence "
                                    + number(database, "select fence from stargazer_done"));
        }
    }

    private static SqlWork work(String type, JdbcDataSource database) {
        return SqlWork.on(type, database)
                .statement(
                        "put",
                        "insert into orders (id, fruit) values (?, ?)",
                        Long.class,
                        String.class)
                .statement(
                        "endless",
                        "insert into orders select x, '' from system_range(1, 1000000000)"
                                + " where mod(x, 2) > 2");
    }

    /** Lives as long as this process. */
    private static JdbcDataSource inMemory(String name) throws SQLException {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
        execute(database, ORDERS);
        return database;
    }

    private static void execute(JdbcDataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(JdbcDataSource database, String query) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            assertThat(found.next()).isTrue();
            return found.getLong(1);
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }
}
