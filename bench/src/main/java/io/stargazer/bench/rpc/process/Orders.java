package io.stargazer.bench.rpc.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How a process of the benchmark is told what to do: it prints {@code READY} and where it serves,
 * then each line of its input is an order, answered by {@code OK ...} or {@code FAILED ...}. The
 * process ends with its input, so nothing outlives whoever started it.
 */
public final class Orders {

    /** Carries out one order. */
    @FunctionalInterface
    public interface Worker {
        String carryOut(List<String> words) throws Exception;
    }

    private final PrintStream answers = System.out;

    /** From here on the standard output is ours; what libraries print goes to the errors. */
    public Orders() {
        System.setOut(System.err);
    }

    /** Says that it is ready, then follows orders until there are no more: never returns. */
    public void follow(String ready, Worker worker) throws IOException {
        answers.println("READY " + ready);
        BufferedReader orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        ExecutorService oneAtATime =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().name("orders").factory());
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            List<String> words = List.of(line.split(" ", -1));
            oneAtATime.execute(() -> answer(worker, words));
        }
        Runtime.getRuntime().halt(0); // also in the middle of an order
    }

    private void answer(Worker worker, List<String> words) {
        try {
            answers.println("OK " + worker.carryOut(words));
        } catch (Exception e) {
            answers.println("FAILED " + e);
        }
    }
}
