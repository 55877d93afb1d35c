package io.stargazer.bench.rpc.process;

import io.stargazer.bench.rpc.peer.Peer;
import io.stargazer.bench.rpc.peer.dubbo.DubboPeer;
import io.stargazer.bench.rpc.peer.floor.FloorPeer;
import io.stargazer.bench.rpc.peer.grpc.GrpcPeer;
import io.stargazer.bench.rpc.peer.netty.NettyPeer;
import io.stargazer.bench.rpc.peer.stargazer.StargazerPeer;
import java.util.Arrays;

/** Who is measured. */
public enum Subject {
    STARGAZER("stargazer"),
    NETTY("netty"),
    GRPC_JAVA("grpc-java"),
    GRPC_JAVA_DEFAULT("grpc-java-default"),
    DUBBO("dubbo"),
    FLOOR("floor");

    private final String title;

    Subject(String title) {
        this.title = title;
    }

    /** As in reports and on the command line. */
    public String title() {
        return title;
    }

    public Peer peer() {
        return switch (this) {
            case STARGAZER -> new StargazerPeer();
            case NETTY -> new NettyPeer();
            case GRPC_JAVA -> new GrpcPeer(true);
            case GRPC_JAVA_DEFAULT -> new GrpcPeer(false);
            case DUBBO -> new DubboPeer();
            case FLOOR -> new FloorPeer();
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
