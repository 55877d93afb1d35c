package io.stargazer.sdk.task.sql;

import io.stargazer.api.Limits;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks are done, in the database that they changed, in the same transaction: so an attempt
 * that comes after a crash finds what the one before it did. A row has the greatest fence that was
 * seen for its task, and the counts once it is done. SQL that every database understands.
 *
 * @param name of the table, at most 63 letters, digits, underscores and dots
 * @param memory how long a row is kept after its task was begun last, at least an hour
 */
record DoneTable(String name, Duration memory) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]{0,62}");

    /** Another attempt takes it away only while both begin. */
    private static final int TRIES = 5;

    static final DoneTable USUAL = new DoneTable("stargazer_done", Duration.ofDays(30));

    DoneTable {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name of a table");
        }
        Limits.range("memory in ms", memory.toMillis(), 3_600_000, Long.MAX_VALUE);
    }

    private record Row(long fence, @Nullable String counts) {}

    /** Makes the table where it is missing. Each statement is a transaction of its own. */
    void make(Connection connection) throws SQLException {
        if (isThere(connection)) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table %s (task varchar(26) not null primary key, fence numeric(19) not null, began_ms numeric(19) not null, counts varchar(3000))"
                            .formatted(name));
        } catch (SQLException failed) {
            if (!isThere(connection)) {
                throw failed;
            }
        }
    }

    private boolean isThere(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet none =
                        statement.executeQuery(
                                "select fence from %s where 1 = 0".formatted(name))) {
            return !none.next();
        } catch (SQLException missing) {
            return false;
        }
    }

    /** Forgets what was begun longer ago than the memory. A transaction of its own. */
    void forget(Connection connection, long nowMs) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from %s where began_ms < ?".formatted(name))) {
            delete.setLong(1, nowMs - memory.toMillis());
            delete.executeUpdate();
        }
    }

    /**
     * Takes a task for this attempt, as the first thing in its transaction; waits while another
     * attempt that has taken it is at work.
     *
     * @return what was recorded, when the task is done; null when it is to be done now
     * @throws IllegalStateException when a later attempt was here before
     */
    @Nullable SqlCounts take(Connection connection, Claim claim, long nowMs) throws SQLException {
        for (int tries = 0; tries < TRIES; tries++) {
            Row row = row(connection, claim);
            if (row != null && row.counts() != null) {
                return SqlCounts.parse(row.counts());
            }
            if (row != null && row.fence() > claim.fence()) {
                throw new IllegalStateException(
                        "a later attempt at this task was here before: fence %d, not %d"
                                .formatted(row.fence(), claim.fence()));
            }
            if (row == null ? insert(connection, claim, nowMs) : update(connection, claim, nowMs)) {
                return null;
            }
            connection.rollback(); // another was quicker: what it has done is seen from now on
        }
        throw new SQLTransactionRollbackException(
                "other attempts at %s take it away again and again".formatted(claim.task()),
                "40001");
    }

    private @Nullable Row row(Connection connection, Claim claim) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "select fence, counts from %s where task = ?".formatted(name))) {
            select.setString(1, claim.task().toString());
            try (ResultSet found = select.executeQuery()) {
                return found.next() ? new Row(found.getLong(1), found.getString(2)) : null;
            }
        }
    }

    private boolean insert(Connection connection, Claim claim, long nowMs) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into %s (task, fence, began_ms) values (?, ?, ?)"
                                .formatted(name))) {
            insert.setString(1, claim.task().toString());
            insert.setLong(2, claim.fence());
            insert.setLong(3, nowMs);
            return insert.executeUpdate() == 1;
        } catch (SQLException failed) {
            if (SqlTrouble.isConstraint(failed)) {
                return false;
            }
            throw failed;
        }
    }

    private boolean update(Connection connection, Claim claim, long nowMs) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "update %s set fence = ?, began_ms = ? where task = ? and fence <= ? and counts is null"
                                .formatted(name))) {
            update.setLong(1, claim.fence());
            update.setLong(2, nowMs);
            update.setString(3, claim.task().toString());
            update.setLong(4, claim.fence());
            return update.executeUpdate() == 1;
        }
    }

    /** Records that the task is done, as the last thing in the transaction that took it. */
    void finish(Connection connection, Claim claim, SqlCounts counts) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "update %s set counts = ? where task = ? and fence = ?".formatted(name))) {
            update.setString(1, counts.text());
            update.setString(2, claim.task().toString());
            update.setLong(3, claim.fence());
            if (update.executeUpdate() != 1) {
                throw new SQLTransactionRollbackException(
                        "the row of %s in %s is gone".formatted(claim.task(), name), "40001");
            }
        }
    }
}
