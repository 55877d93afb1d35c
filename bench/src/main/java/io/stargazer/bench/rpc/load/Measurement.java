package io.stargazer.bench.rpc.load;

import java.util.Arrays;

/**
 * What one run of a load showed.
 *
 * @param calls answered
 * @param failed ended otherwise
 * @param elapsedNs from the first call to the last answer
 * @param caller what the process of the caller used meanwhile
 * @param latency all zero when the load does not time single calls
 */
public record Measurement(long calls, long failed, long elapsedNs, Usage caller, Latency latency) {

    /** From the (intended) call to its answer. */
    public record Latency(long p50Ns, long p99Ns, long p999Ns) {

        public static final Latency UNTIMED = new Latency(0, 0, 0);
    }

    public double perSecond() {
        return calls * 1e9 / elapsedNs;
    }

    /** One line, for another process. */
    public String line() {
        return String.join(
                " ",
                Arrays.stream(
                                new long[] {
                                    calls,
                                    failed,
                                    elapsedNs,
                                    caller.cpuNs(),
                                    caller.allocatedBytes(),
                                    latency.p50Ns(),
                                    latency.p99Ns(),
                                    latency.p999Ns()
                                })
                        .mapToObj(Long::toString)
                        .toList());
    }

    /** Reads {@link #line}. */
    public static Measurement parse(String line) {
        long[] at = Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        return new Measurement(
                at[0], at[1], at[2], new Usage(at[3], at[4]), new Latency(at[5], at[6], at[7]));
    }
}
