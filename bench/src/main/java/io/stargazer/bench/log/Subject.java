package io.stargazer.bench.log;

import io.stargazer.bench.Turns;
import java.util.Arrays;
import java.util.List;

/** Who is measured, and when it says that a write is safe. */
public enum Subject implements Turns.Measured {
    STARGAZER("stargazer", "fdatasync on a majority before the answer"),
    ETCD("etcd", "fdatasync on a majority before the answer, its default"),
    STARGAZER_RPC("stargazer-rpc", "fdatasync on a majority before the answer"),
    RATIS_NETTY("ratis-netty", "fdatasync on a majority before the answer"),
    RATIS_GRPC("ratis-grpc", "fdatasync on a majority before the answer");

    static final List<Subject> STORES = List.of(STARGAZER, ETCD);
    static final List<Subject> TRANSPORTS = List.of(STARGAZER_RPC, RATIS_NETTY, RATIS_GRPC);

    private final String title;
    private final String durability;

    Subject(String title, String durability) {
        this.title = title;
        this.durability = durability;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String durability() {
        return durability;
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
