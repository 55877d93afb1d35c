package io.stargazer.bench.rpc.process;

import io.stargazer.bench.rpc.load.Usage;
import io.stargazer.bench.rpc.peer.Peer;
import io.stargazer.bench.rpc.peer.Peer.Serving;
import io.stargazer.bench.rpc.peer.Variant;

/**
 * The serving side of a peer. Orders: {@code usage} tells what the process has used so far, {@code
 * drain} stops it without losing a call.
 */
public final class ServerProcess {

    private ServerProcess() {}

    /** Arguments: the subject, the variant, the port or 0. */
    public static void main(String[] arguments) throws Exception {
        Orders orders = new Orders();
        Peer peer = Subject.titled(arguments[0]).peer();
        Serving serving = peer.serve(Variant.valueOf(arguments[1]), Integer.parseInt(arguments[2]));
        orders.follow(
                serving.address(),
                words ->
                        switch (words.getFirst()) {
                            case "usage" -> Usage.now().line();
                            case "drain" -> serving.drain().call().toString();
                            default -> throw new IllegalArgumentException("no such order");
                        });
    }
}
