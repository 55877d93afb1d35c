package io.stargazer.sdk.task;

import static io.stargazer.sdk.task.sql.SqlBatch.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.sdk.Eventually;
import io.stargazer.sdk.task.sql.SqlBatch;
import io.stargazer.sdk.task.sql.SqlWork;
import io.stargazer.sdk.task.wire.Values;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TK-13: what an executor with a data source makes of the attempts that it is given. */
@Timeout(60)
class SqlExecutorTest {

    private static final TaskType ORDERS = new TaskType("default", "orders-db");

    private final SmallLeader leader = new SmallLeader();
    private final Tasks tasks = new Tasks(leader.line, "default");

    @BeforeEach
    void start() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:SqlExecutorTest;DB_CLOSE_DELAY=-1");
        tasks.execute(
                SqlWork.on("orders-db", database)
                        .statement("make", "create table if not exists orders (id bigint)")
                        .statement(
                                "endless",
                                "insert into orders select x from system_range(1, 1000000000)"
                                        + " where mod(x, 2) > 2")
                        .withPlaces(3));
        leader.connect("s-1");
        leader.awaitHellos(1);
    }

    @AfterEach
    void close() {
        tasks.close();
    }

    @Test
    void it_names_the_type_and_as_many_places_as_the_work_has() {
        assertThat(leader.hellos.getFirst().types())
                .singleElement()
                .satisfies(handled -> {
                    assertThat(handled.type()).isEqualTo(ORDERS);
                    assertThat(handled.places()).isEqualTo(3);
                });
    }

    @Test
    void a_statement_that_takes_longer_than_its_attempt_may_fails_that() {
        SqlBatch batch = SqlBatch.of("make", List.of(row())).then("endless", List.of(row()));
        NewTask task =
                NewTask.of(new TaskId(0, 1), Values.encode(batch))
                        .withOptions(TaskOptions.DEFAULT.withAttemptTimeout(1_000));
        leader.assign(new Assignment(ORDERS, task, "app:default/shop", 1, 1));
        Eventually.holds("its end", () -> !leader.ended.isEmpty());
        assertThat(leader.allEnded().getFirst().end())
                .isInstanceOfSatisfying(
                        AttemptEnd.Failed.class,
                        failed -> {
                            assertThat(failed.error()).contains("57014");
                            assertThat(failed.mayRepeat()).isTrue();
                        });
    }
}
