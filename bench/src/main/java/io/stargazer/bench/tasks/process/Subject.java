package io.stargazer.bench.tasks.process;

import io.stargazer.bench.Turns;
import io.stargazer.bench.log.servers.StargazerServers;
import io.stargazer.bench.tasks.peer.Broker;
import io.stargazer.bench.tasks.peer.DbSchedulerQueue;
import io.stargazer.bench.tasks.peer.PostgresBroker;
import io.stargazer.bench.tasks.peer.ProgramBroker;
import io.stargazer.bench.tasks.peer.SocketQueue;
import io.stargazer.bench.tasks.peer.StargazerBroker;
import io.stargazer.bench.tasks.peer.StargazerQueue;
import io.stargazer.bench.tasks.peer.TaskQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Who is measured, and when it says that a task is safe. */
public enum Subject implements Turns.Measured {
    STARGAZER(
            "stargazer",
            "fdatasync on a majority before a task is accepted, and before its end is told",
            "the SDK over one connection on either side; up to 16,384 tasks open"),
    BEANSTALKD(
            "beanstalkd-f0",
            "fsync of its log before a put is answered, and of a delete",
            "four connections on either side; 64 puts in a pipeline, delete and reserve together"),
    REDIS(
            "redis-aof-always",
            "fdatasync of its append-only file before an answer",
            "four connections on either side; 1024 pushes or 64 moves and removals in a pipeline"),
    GEARMAND(
            "gearmand",
            "nothing: its queue is in memory, as it is without -q",
            "four connections on either side; 256 background jobs in a pipeline"),
    DB_SCHEDULER(
            "db-scheduler-pg",
            "fdatasync of PostgreSQL's log at every commit, its default",
            "batches of 100 over four connections; 16 threads, which lock and fetch every 10 ms");

    public static final List<Subject> ALL = List.of(values());

    private final String title;
    private final String durability;
    private final String setUp;

    Subject(String title, String durability, String setUp) {
        this.title = title;
        this.durability = durability;
        this.setUp = setUp;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String durability() {
        return durability;
    }

    /** How its clients get the best out of it. */
    public String setUp() {
        return setUp;
    }

    /**
     * Starts what keeps its tasks.
     *
     * @throws IOException it is not installed here, or does not start
     */
    public Broker broker() throws IOException, InterruptedException {
        return switch (this) {
            case STARGAZER -> new StargazerBroker(new StargazerServers(1));
            case BEANSTALKD -> ProgramBroker.beanstalkd();
            case REDIS -> ProgramBroker.redis();
            case GEARMAND -> ProgramBroker.gearmand();
            case DB_SCHEDULER -> new PostgresBroker();
        };
    }

    /** A client of it. */
    TaskQueue queue(String address, String secret, Path folder) throws Exception {
        return switch (this) {
            case STARGAZER -> new StargazerQueue(address, secret, folder);
            case BEANSTALKD -> SocketQueue.beanstalkd(address);
            case REDIS -> SocketQueue.redis(address);
            case GEARMAND -> SocketQueue.gearmand(address);
            case DB_SCHEDULER -> new DbSchedulerQueue(address);
        };
    }

    /**
     * The subject of this title.
     *
     * @throws IllegalArgumentException there is none
     */
    public static Subject titled(String title) {
        return Arrays.stream(values())
                .filter(subject -> subject.title.equals(title))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no subject '" + title + "'"));
    }
}
