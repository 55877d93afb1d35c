package io.stargazer.bench.rpc.jmh;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Writing and reading one value. */
@State(Scope.Benchmark)
public class CodecBenchmark {

    /** Which {@link Candidate}. */
    @Param({"fory", "json", "records", "raw"})
    public String codec = "";

    private Candidate chosen = Candidate.titled("raw");
    private byte[] bytes = {};

    @Setup
    public void prepare() {
        chosen = Candidate.titled(codec);
        bytes = chosen.encode();
    }

    @Benchmark
    public byte[] encode() {
        return chosen.encode();
    }

    @Benchmark
    public @Nullable Object decode() {
        return chosen.decode(bytes);
    }
}
