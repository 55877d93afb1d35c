package io.stargazer.sdk.task.sql;

import io.stargazer.sdk.task.execute.NonRetryable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a batch: everything in one transaction, together with the note that it is done. On
 * a thread of its own; others may cancel it.
 */
final class SqlRun implements Callable<SqlCounts> {

    private static final int ROWS_SENT_TOGETHER = 1_000;

    /** A statement of the executor with the rows of the submitter. */
    record Doing(NamedStatement statement, List<List<@Nullable Object>> rows) {}

    private final SqlWork work;
    private final Claim claim;
    private final List<Doing> doings;
    private final long endNs;
    private final Object current = new Object();
    private @Nullable Statement running;
    private boolean isCancelled;

    /**
     * @param timeoutMs how long the attempt may take, 0 for as long as it likes
     */
    SqlRun(SqlWork work, Claim claim, SqlBatch batch, long timeoutMs) {
        this.work = work;
        this.claim = claim;
        this.doings =
                batch.steps().stream()
                        .map(step -> new Doing(work.statement(step.statement()), step.rows()))
                        .toList();
        this.endNs = timeoutMs == 0 ? 0 : System.nanoTime() + timeoutMs * 1_000_000;
    }

    /** Stops the statement that runs; nothing is committed from now on. May be repeated. */
    void cancel() throws SQLException {
        synchronized (current) {
            isCancelled = true;
            if (running != null) {
                running.cancel();
            }
        }
    }

    @Override
    public SqlCounts call() throws Exception {
        try (Connection connection = work.dataSource().getConnection()) {
            boolean commitsByItself = connection.getAutoCommit();
            connection.setAutoCommit(true);
            work.keep(connection);
            connection.setAutoCommit(false);
            try (Transaction transaction = new Transaction(connection, commitsByItself)) {
                return transact(transaction.connection());
            }
        } catch (SQLException failed) {
            throw SqlTrouble.of(work.type(), failed);
        }
    }

    /** Undoes what was not committed, and gives the connection back as it came. */
    private record Transaction(Connection connection, boolean commitsByItself)
            implements AutoCloseable {
        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.setAutoCommit(commitsByItself);
        }
    }

    private SqlCounts transact(Connection connection) throws Exception {
        SqlCounts known = work.table().take(connection, claim, System.currentTimeMillis());
        if (known != null) {
            return known;
        }
        SqlCounts counts;
        try {
            counts = execute(connection);
        } catch (NonRetryable failed) {
            leaveFence(connection);
            throw failed;
        }
        work.table().finish(connection, claim, counts);
        requireWanted();
        connection.commit();
        return counts;
    }

    /** The task ends here: an earlier attempt that was slower shall not do it after all. */
    private void leaveFence(Connection connection) throws SQLException {
        connection.rollback();
        if (work.table().take(connection, claim, System.currentTimeMillis()) == null) {
            connection.commit();
        }
    }

    private SqlCounts execute(Connection connection) throws Exception {
        SortedMap<String, Long> changed = new TreeMap<>();
        for (Doing doing : doings) {
            String name = doing.statement().name();
            try (PreparedStatement statement =
                    connection.prepareStatement(doing.statement().sql())) {
                changed.merge(name, execute(statement, doing), Long::sum);
            } catch (SQLException failed) {
                throw SqlTrouble.of(name, failed);
            }
        }
        return new SqlCounts(changed);
    }

    private long execute(PreparedStatement statement, Doing doing) throws SQLException {
        long changed = 0;
        long number = 0;
        for (List<@Nullable Object> row : doing.rows()) {
            doing.statement().add(statement, row, ++number);
            if (number % ROWS_SENT_TOGETHER == 0 || number == doing.rows().size()) {
                changed += send(statement);
            }
        }
        return changed;
    }

    private long send(PreparedStatement statement) throws SQLException {
        statement.setQueryTimeout(secondsLeft());
        enter(statement);
        try {
            long changed = 0;
            for (int count : statement.executeBatch()) {
                changed += count == Statement.SUCCESS_NO_INFO ? 1 : count;
            }
            return changed;
        } finally {
            enter(null);
        }
    }

    /** At least one; 0 for as long as it likes. */
    private int secondsLeft() {
        if (endNs == 0) {
            return 0;
        }
        long leftNs = Math.max(1, endNs - System.nanoTime());
        return (int) (TimeUnit.NANOSECONDS.toSeconds(leftNs - 1) + 1);
    }

    private void enter(@Nullable Statement statement) {
        synchronized (current) {
            if (statement != null) {
                requireWanted();
            }
            running = statement;
        }
    }

    private void requireWanted() {
        synchronized (current) {
            if (isCancelled) {
                throw new CancellationException("the attempt was cancelled");
            }
        }
    }
}
