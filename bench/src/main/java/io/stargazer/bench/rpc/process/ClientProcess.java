package io.stargazer.bench.rpc.process;

import io.stargazer.bench.rpc.load.AsyncWindow;
import io.stargazer.bench.rpc.load.Load;
import io.stargazer.bench.rpc.load.Measurement;
import io.stargazer.bench.rpc.peer.Peer;
import java.util.List;

/**
 * The calling side of a peer. Orders: {@code press SECONDS} runs the workload, {@code steady RATE
 * SECONDS} makes the same calls on a schedule; both answer with a measurement.
 */
public final class ClientProcess {

    private ClientProcess() {}

    /** Arguments: the subject, the workload, the addresses with commas between them. */
    public static void main(String[] arguments) throws Exception {
        Orders orders = new Orders();
        Peer peer = Subject.titled(arguments[0]).peer();
        Load load =
                Workload.parse(arguments[1]).connect(peer, List.of(arguments[2].split(",", -1)));
        orders.follow(
                "",
                words ->
                        switch (words.getFirst()) {
                            case "press" -> load.run(number(words.get(1))).line();
                            case "steady" ->
                                    onSchedule(load, number(words.get(1)), number(words.get(2)))
                                            .line();
                            default -> throw new IllegalArgumentException("no such order");
                        });
    }

    private static Measurement onSchedule(Load load, double perSecond, double seconds) {
        if (load instanceof AsyncWindow window) {
            return window.onSchedule().run(perSecond, seconds);
        }
        throw new UnsupportedOperationException("only calls that nobody waits for");
    }

    private static double number(String word) {
        return Double.parseDouble(word);
    }
}
