package io.stargazer.app.sdk.task;

import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.execute.TaskContext;
import io.stargazer.sdk.task.sql.SqlBatch;
import io.stargazer.sdk.task.sql.SqlCounts;
import io.stargazer.sdk.task.sql.SqlWork;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.h2.jdbcx.JdbcDataSource;

/**
 * An executor with a database in a file, until its standard input ends. The arguments: the file,
 * and whether it is never to answer what it has done.
 */
final class DatabaseProcess {

    private DatabaseProcess() {}

    public static void main(String[] arguments) throws Exception {
        SqlWork work =
                SqlWork.on("orders-db", database(Path.of(arguments[0])))
                        .statement(
                                "put",
                                "insert into orders (id, fruit) values (?, ?)",
                                Long.class,
                                String.class);
        Options options =
                Options.fromEnvironment(System.getenv())
                        .withConnectTimeout(Duration.ofSeconds(60))
                        .withCacheDirectory(
                                Path.of(arguments[0] + "-cache-" + ProcessHandle.current().pid()));
        Tasks tasks = Stargazer.connect(options).tasks();
        if (arguments[1].equals("mute")) {
            tasks.execute(
                    work.type(), SqlBatch.class, (batch, task) -> workMutely(work, batch, task));
        } else {
            tasks.execute(work);
        }
        System.out.println("ready");
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    /** In this file; what is committed is there, also after kill -9. */
    static JdbcDataSource database(Path file) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:file:" + file.toAbsolutePath() + ";WRITE_DELAY=0");
        return database;
    }

    private static SqlCounts workMutely(SqlWork work, SqlBatch batch, TaskContext task)
            throws Exception {
        SqlCounts counts = work.handler().handle(batch, task);
        System.out.println("committed under fence " + task.fence());
        new CountDownLatch(1).await();
        return counts;
    }
}
