package io.stargazer.bench.tasks.process;

import io.stargazer.bench.Turns;
import io.stargazer.bench.log.servers.StargazerServers;
import io.stargazer.bench.tasks.peer.Broker;
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
            "the SDK over one connection on either side; up to 16,384 tasks open");

    /** Those that keep tasks on one disk. */
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
        };
    }

    /** A client of it. */
    TaskQueue queue(String address, String secret, Path folder) throws Exception {
        return switch (this) {
            case STARGAZER -> new StargazerQueue(address, secret, folder);
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
