package io.stargazer.bench.log.transport;

import io.stargazer.bench.log.Subject;
import io.stargazer.bench.rpc.load.AsyncWindow;
import io.stargazer.bench.rpc.load.Load;
import io.stargazer.bench.rpc.load.PingPong;
import io.stargazer.bench.rpc.process.Orders;
import io.stargazer.server.log.CommandPipeline;
import io.stargazer.server.peer.ClusterKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.apache.ratis.rpc.SupportedRpcType;

/**
 * The process of one server. Orders: {@code leads}; {@code add ID ADDRESS}; {@code press IN_FLIGHT
 * SECONDS}, which only the leader can follow, answers with a measurement.
 */
public final class TransportNode {

    private static final byte[] COMMAND = new byte[128];

    private final Node node;
    private final CommandPipeline<Boolean> pipeline;

    private TransportNode(Node node, CommandPipeline<Boolean> pipeline) {
        this.node = node;
        this.pipeline = pipeline;
    }

    /**
     * Arguments: the subject, the number of this server, its folder, then the secret that servers
     * share or, with commas between them, where all of them will be.
     */
    public static void main(String[] arguments) throws Exception {
        Orders orders = new Orders();
        Answers answers = new Answers();
        Node node = node(arguments, answers);
        CommandPipeline<Boolean> pipeline =
                new CommandPipeline<>(
                        node.log(), Clock.systemUTC(), new SecureRandom(), Runnable::run);
        answers.to(pipeline);
        orders.follow(node.address(), new TransportNode(node, pipeline)::carryOut);
    }

    private static Node node(String[] arguments, Answers answers) throws Exception {
        Subject subject = Subject.titled(arguments[0]);
        int number = Integer.parseInt(arguments[1]);
        Path folder = Path.of(arguments[2]);
        if (subject == Subject.STARGAZER_RPC) {
            ClusterKey key = ClusterKey.parse(arguments[3]);
            return new OurNode("s" + number, folder, number == 0, key, answers);
        }
        SupportedRpcType type =
                subject == Subject.RATIS_GRPC ? SupportedRpcType.GRPC : SupportedRpcType.NETTY;
        List<String> addresses = List.of(arguments[3].split(",", -1));
        return new LibraryNode(type, number, addresses, folder, answers);
    }

    private String carryOut(List<String> words) throws Exception {
        return switch (words.getFirst()) {
            case "leads" -> Boolean.toString(node.leads());
            case "add" -> {
                node.add(words.get(1), words.get(2));
                yield words.get(1);
            }
            case "press" ->
                    load(Integer.parseInt(words.get(1)))
                            .run(Double.parseDouble(words.get(2)))
                            .line();
            default -> throw new IllegalArgumentException("no such order");
        };
    }

    private Load load(int inFlight) {
        if (inFlight == 1) {
            return new PingPong(
                    command -> {
                        pipeline.submit(command).get();
                        return command.length;
                    },
                    COMMAND);
        }
        return new AsyncWindow(
                (command, answer) ->
                        pipeline.submit(command)
                                .whenComplete((done, failure) ->
                                        answer.accept(done == null ? null : command, failure)),
                COMMAND,
                inFlight);
    }
}
