package io.stargazer.bench;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stargazer bench NAME}: measures, prints figures, judges nothing. */
@Command(
        name = "stargazer bench",
        description = "Measures this machine's Stargazer beside its peers.",
        mixinStandardHelpOptions = true)
public final class Main implements Runnable {

    private static final List<Bench> BENCHES = List.of(new RegistryBench(), new StartBench());

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which; without it, the list.")
    private String name = "";

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each case (3).")
    private int rounds = 3;

    @Option(names = "--only", paramLabel = "CASE", description = "Measure this case only.")
    private String only = "";

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public void run() {
        if (name.isEmpty()) {
            BENCHES.forEach(bench -> System.out.printf("%-10s %s%n", bench.name(), bench.about()));
            return;
        }
        Bench bench =
                BENCHES.stream()
                        .filter(known -> known.name().equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                                new CommandLine.ParameterException(
                                        new CommandLine(this),
                                        "there is no benchmark '" + name + "'"));
        Report report = new Report(bench.name(), System.out, System.err, only);
        try {
            bench.run(report, rounds);
        } catch (Exception e) {
            throw new IllegalStateException("the benchmark broke off: " + e.getMessage(), e);
        } finally {
            report.table();
        }
    }
}
