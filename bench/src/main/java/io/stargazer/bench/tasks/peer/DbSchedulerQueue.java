package io.stargazer.bench.tasks.peer;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One-time tasks of db-scheduler: submitted in batches over several pooled connections, locked and
 * fetched in batches by an executor that looks often.
 */
public final class DbSchedulerQueue implements TaskQueue {

    private static final int CONNECTIONS = 4;
    private static final int BATCH = 100;
    private static final int THREADS = 16;
    private static final Duration LOOKS_EVERY = Duration.ofMillis(10);

    /** Of the parts of a batch for which there are threads, and of how many are fetched. */
    private static final double LOWER_LIMIT = 1;

    private static final double UPPER_LIMIT = 4;

    /** As its own scripts for PostgreSQL have it. */
    private static final List<String> TABLE =
            List.of(
                    """
                    create table if not exists scheduled_tasks (
                      task_name text not null,
                      task_instance text not null,
                      task_data bytea,
                      execution_time timestamp with time zone not null,
                      picked boolean not null,
                      picked_by text,
                      last_success timestamp with time zone,
                      last_failure timestamp with time zone,
                      consecutive_failures int,
                      last_heartbeat timestamp with time zone,
                      version bigint not null,
                      priority smallint,
                      state text,
                      primary key (task_name, task_instance))\
                    """,
                    "create index if not exists due on scheduled_tasks (execution_time)",
                    "create index if not exists beats on scheduled_tasks (last_heartbeat)");

    private final HikariDataSource database;
    private final AtomicLong ids = new AtomicLong(System.nanoTime());
    private final OneTimeTask<Long> described = task(new Begun());
    private final SchedulerClient client;

    /** Connects, and creates the table when it is not there. */
    public DbSchedulerQueue(String url) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url + "?reWriteBatchedInserts=true");
        config.setUsername(PostgresBroker.USER);
        config.setMaximumPoolSize(THREADS + CONNECTIONS);
        database = new HikariDataSource(config);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String part : TABLE) {
                statement.execute(part);
            }
        }
        client = SchedulerClient.Builder.create(database, described).build();
    }

    private static OneTimeTask<Long> task(Begun begun) {
        return Tasks.oneTime("empty", Long.class)
                .execute((instance, _) -> begun.began(instance.getData()));
    }

    private TaskInstance<Long> instance() {
        return described.instance(Long.toString(ids.incrementAndGet()), System.nanoTime());
    }

    @Override
    public long press(double seconds) throws InterruptedException, ExecutionException {
        long untilNs = System.nanoTime() + (long) (seconds * 1e9);
        long accepted = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Callable<Long>> each = new ArrayList<>();
            for (int at = 0; at < CONNECTIONS; at++) {
                each.add(() -> press(untilNs));
            }
            for (Future<Long> done : threads.invokeAll(each)) {
                accepted += done.get();
            }
        }
        return accepted;
    }

    private long press(long untilNs) {
        long accepted = 0;
        while (System.nanoTime() - untilNs < 0) {
            List<TaskInstance<?>> batch = new ArrayList<>(BATCH);
            for (int at = 0; at < BATCH; at++) {
                batch.add(instance());
            }
            client.scheduleBatch(batch, Instant.now());
            accepted += BATCH;
        }
        return accepted;
    }

    @Override
    public void submit() {
        client.scheduleIfNotExists(instance(), Instant.now());
    }

    @Override
    public void work(Begun begun) {
        Scheduler scheduler =
                Scheduler.create(database, task(begun))
                        .threads(THREADS)
                        .pollingInterval(LOOKS_EVERY)
                        .pollUsingLockAndFetch(LOWER_LIMIT, UPPER_LIMIT)
                        .addSchedulerListener(
                                new AbstractSchedulerListener() {
                                    @Override
                                    public void onExecutionComplete(ExecutionComplete completed) {
                                        begun.ended(1);
                                    }
                                })
                        .build();
        scheduler.start();
    }

    @Override
    public void close() {
        database.close();
    }
}
