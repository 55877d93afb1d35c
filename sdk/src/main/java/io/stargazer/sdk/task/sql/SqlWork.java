package io.stargazer.sdk.task.sql;

import io.stargazer.api.Name;
import io.stargazer.sdk.task.execute.Handler;
import io.stargazer.sdk.task.execute.HandlerTerms;
import io.stargazer.sdk.task.execute.NonRetryable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * What an executor does on a database (TK-13): the statements that it runs for those who know their
 * names. No SQL comes from a submitter. Immutable; given to {@code Tasks.execute}, which makes it a
 * type of tasks whose payload is a {@link SqlBatch} and whose result is {@link SqlCounts}.
 *
 * <pre>
 *   tasks.execute(SqlWork.on("orders-db", dataSource)
 *       .statement("insert-order", "insert into orders (id, total, at) values (?, ?, ?)",
 *           Long.class, BigDecimal.class, Instant.class)
 *       .statement("take-stock", "update stock set left = left - ? where fruit = ?",
 *           Integer.class, String.class));
 * </pre>
 *
 * <p>A batch changes the database once, however many attempts there are: its transaction also
 * writes to a table of the same database which task it was, and later attempts answer what is
 * recorded there. The table is made where it is missing. Connections are used with at least {@code
 * READ COMMITTED}, and given back as they came.
 *
 * <p>An error of the classes 22, 23 and 42 of SQLSTATE (data, constraints, syntax and rights) fails
 * the task at once, all others fail the attempt. The time-out of the attempt is that of its
 * statements; when it is cancelled, they are.
 */
public final class SqlWork {

    private static final long FORGOTTEN_EVERY_NS = Duration.ofHours(1).toNanos();

    private final String type;
    private final DataSource dataSource;
    private final SortedMap<String, NamedStatement> statements;
    private final DoneTable table;
    private final int places;

    /** When the table was made sure of, by {@link System#nanoTime}; 0 for never. */
    private final AtomicLong keptNs = new AtomicLong();

    private SqlWork(
            String type,
            DataSource dataSource,
            SortedMap<String, NamedStatement> statements,
            DoneTable table,
            int places) {
        this.type = type;
        this.dataSource = dataSource;
        this.statements = Collections.unmodifiableSortedMap(new TreeMap<>(statements));
        this.table = table;
        this.places = places;
    }

    /**
     * On this database, without a statement as yet.
     *
     * @param type the name of the type of tasks: 1 to 63 lower-case letters, digits and inner
     *     hyphens; that of the database is a good one
     * @param dataSource usually a pool, which has as many connections as there are places
     */
    public static SqlWork on(String type, DataSource dataSource) {
        Name.require("task type", type);
        return new SqlWork(type, dataSource, Collections.emptySortedMap(), DoneTable.USUAL, 0);
    }

    /**
     * Runs this, too.
     *
     * @param name by which submitters call it: 1 to 63 lower-case letters, digits and inner hyphens
     * @param sql that changes something, with a question mark for each parameter
     * @param parameters what these take: {@code Boolean}, {@code Integer}, {@code Long}, {@code
     *     Double}, {@code BigDecimal}, {@code String}, {@code byte[]}, {@code Instant} (a timestamp
     *     with time zone), {@code LocalDate}
     * @throws IllegalArgumentException when the name is taken, or a parameter is of another kind
     */
    public SqlWork statement(String name, String sql, Class<?>... parameters) {
        Name.require("statement", name);
        TreeMap<String, NamedStatement> more = new TreeMap<>(statements);
        NamedStatement statement =
                new NamedStatement(name, sql, Arrays.stream(parameters).map(Column::of).toList());
        if (more.put(name, statement) != null) {
            throw new IllegalArgumentException("there is a statement " + name + " already");
        }
        return new SqlWork(type, dataSource, more, table, places);
    }

    /**
     * Which table knows what is done, and how long.
     *
     * @param name with a schema if need be; {@code stargazer_done} unless said otherwise
     * @param memory at least an hour, and longer than tasks can have attempts; 30 days unless said
     *     otherwise
     */
    public SqlWork withTable(String name, Duration memory) {
        return new SqlWork(type, dataSource, statements, new DoneTable(name, memory), places);
    }

    /**
     * How many batches run at a time.
     *
     * @param count 1 to 100,000; 0 for the usual, see {@link HandlerTerms}
     */
    public SqlWork withPlaces(int count) {
        return new SqlWork(type, dataSource, statements, table, count);
    }

    public String type() {
        return type;
    }

    public HandlerTerms terms() {
        return HandlerTerms.DEFAULT.withPlaces(places);
    }

    public Handler<SqlBatch, SqlCounts> handler() {
        return new SqlHandler(this);
    }

    DataSource dataSource() {
        return dataSource;
    }

    DoneTable table() {
        return table;
    }

    NamedStatement statement(String name) {
        NamedStatement known = statements.get(name);
        if (known == null) {
            throw new NonRetryable("%s has no statement '%s'".formatted(type, name));
        }
        return known;
    }

    /** Before the first batch, and every hour: the table is there, and what is old is forgotten. */
    void keep(Connection connection) throws SQLException {
        long nowNs = System.nanoTime();
        long before = keptNs.get();
        if (before == 0 || nowNs - before > FORGOTTEN_EVERY_NS) {
            table.make(connection);
            table.forget(connection, System.currentTimeMillis());
            keptNs.set(nowNs);
        }
    }
}
