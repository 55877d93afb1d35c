package io.stargazer.bench;

import io.stargazer.bench.log.LogBench;
import io.stargazer.bench.rpc.RpcBench;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stargazer bench NAME}: measures, prints figures, judges nothing. */
@Command(
        name = "stargazer bench",
        description = "Measures this machine's Stargazer beside its peers.",
        mixinStandardHelpOptions = true)
public final class Main implements Runnable {

    private static final List<Bench> BENCHES =
            List.of(
                    new RegistryBench(),
                    new StartBench(),
                    new StateBench(),
                    new RpcBench(),
                    new LogBench());

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which; without it, the list.")
    private String name = "";

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each case (3).")
    private int rounds = 3;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description =
                    "How long one measurement takes, where a case has no time of its own (2).")
    private double seconds = 2;

    @Option(names = "--only", paramLabel = "CASE", description = "Measure this case only.")
    private String onlyCase = "";

    @Option(names = "--subject", paramLabel = "NAME", description = "Measure this subject only.")
    private String onlySubject = "";

    @Option(
            names = "--objects",
            paramLabel = "N",
            description = "log: so many registered before a restart (1,000,000).")
    private int objects = Plan.Scale.FULL.objects();

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "log: so many leaders killed in a round (20).")
    private int kills = Plan.Scale.FULL.kills();

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
                        .orElseThrow(() -> misused("there is no benchmark '" + name + "'"));
        Plan plan = planOf(bench);
        Report report = new Report(bench.name(), System.out, System.err);
        try {
            bench.run(report, plan);
        } catch (Exception e) {
            throw new IllegalStateException("the benchmark broke off: " + e.getMessage(), e);
        } finally {
            report.table();
        }
    }

    private Plan planOf(Bench bench) {
        refuseUnknown("case", onlyCase, bench.cases());
        refuseUnknown("subject", onlySubject, bench.subjects());
        try {
            return new Plan(rounds, seconds, onlyCase, onlySubject, new Plan.Scale(objects, kills));
        } catch (IllegalArgumentException impossible) {
            throw misused(String.valueOf(impossible.getMessage()));
        }
    }

    private void refuseUnknown(String what, String asked, List<String> known) {
        if (!asked.isEmpty() && !known.contains(asked)) {
            throw misused(
                    "there is no %s '%s' here, only: %s"
                            .formatted(what, asked, String.join(", ", known)));
        }
    }

    private CommandLine.ParameterException misused(String why) {
        return new CommandLine.ParameterException(spec.commandLine(), why);
    }
}
