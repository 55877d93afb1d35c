package io.stargazer.sdk.task.sql;

import io.stargazer.sdk.task.execute.Handler;
import io.stargazer.sdk.task.execute.TaskContext;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the batches of a {@link SqlWork}. Talks to the database on a thread of its own: drivers take
 * an interrupt ill, so that a cancelled attempt has its statement cancelled instead.
 */
record SqlHandler(SqlWork work) implements Handler<SqlBatch, SqlCounts> {

    private static final Logger LOG = LoggerFactory.getLogger(SqlHandler.class);

    /** A statement is cancelled again: the first word may have come before it had begun. */
    private static final Duration CANCELLED_EVERY = Duration.ofMillis(50);

    @Override
    public SqlCounts handle(SqlBatch batch, TaskContext task) throws Exception {
        long timeoutMs = task.attemptTimeout().map(Duration::toMillis).orElse(0L);
        return run(new SqlRun(work, new Claim(task.id(), task.fence()), batch, timeoutMs));
    }

    SqlCounts run(SqlRun run) throws Exception {
        FutureTask<SqlCounts> doing = new FutureTask<>(run);
        Thread thread = Thread.ofPlatform().daemon().name("sql-" + work.type()).start(doing);
        try {
            return doing.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception thrown) {
                throw thrown;
            }
            throw failed;
        } catch (InterruptedException cancelled) {
            stop(run, thread);
            throw cancelled;
        }
    }

    private static void stop(SqlRun run, Thread thread) throws InterruptedException {
        do {
            try {
                run.cancel();
            } catch (SQLException unheard) {
                LOG.warn("{} could not be stopped, and is told again", thread.getName(), unheard);
            }
        } while (!thread.join(CANCELLED_EVERY));
    }
}
