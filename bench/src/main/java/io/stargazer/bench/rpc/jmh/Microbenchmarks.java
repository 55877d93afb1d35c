package io.stargazer.bench.rpc.jmh;

import io.stargazer.bench.rpc.process.Child;
import io.stargazer.bench.rpc.process.Subject;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs what JMH measures, with the flags that every measured process has. */
public final class Microbenchmarks {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private Microbenchmarks() {}

    /**
     * What one act of a codec takes.
     *
     * @param act {@code encode} or {@code decode}
     */
    public record Took(String codec, String act, double ns) {}

    /**
     * Bytes that each call leaves on the caller's heap.
     *
     * @param address where the server of this subject is
     */
    public static double bytesPerCall(Subject subject, String address, double seconds)
            throws IOException {
        ChainedOptionsBuilder options =
                options(EchoBenchmark.class, seconds)
                        .param("subject", subject.title())
                        .param("address", address)
                        .addProfiler(GCProfiler.class);
        for (RunResult result : run(options)) {
            Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
            if (allocated != null) {
                return allocated.getScore();
            }
        }
        throw new IOException("JMH measured nothing");
    }

    /** What writing and reading take with each codec. */
    public static List<Took> codecs(double seconds) throws IOException {
        return run(options(CodecBenchmark.class, seconds)).stream()
                .map(result -> {
                    String method = result.getParams().getBenchmark();
                    return new Took(
                            result.getParams().getParam("codec"),
                            method.substring(method.lastIndexOf('.') + 1),
                            result.getPrimaryResult().getScore());
                })
                .toList();
    }

    private static ChainedOptionsBuilder options(Class<?> benchmark, double seconds) {
        TimeValue time = TimeValue.milliseconds((long) (seconds * 1000));
        return new OptionsBuilder()
                .include(benchmark.getName())
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(1)
                .warmupTime(time)
                .measurementIterations(1)
                .measurementTime(time)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .jvmArgs(Child.flags().toArray(String[]::new));
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws IOException {
        try {
            return new Runner(options.build()).run();
        } catch (RunnerException e) {
            throw new IOException("JMH broke off: " + e.getMessage(), e);
        }
    }
}
