package io.stargazer.server.console.page;

import io.stargazer.api.registry.ServiceName;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Format.Quantity;
import io.stargazer.server.console.text.Sparkline;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.traffic.MethodPace;
import io.stargazer.server.traffic.MethodTraffic;
import io.stargazer.server.traffic.Pace;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method of a service in a table (RP-8): as its callers see it, and as its providers serve it.
 *
 * @param spark the calls of the last minute
 */
public record MethodRow(String method, Seen called, Seen served, Sparkline spark) {

    /**
     * One end of the calls, dashes where nobody reports it.
     *
     * @param errors failed ones in a hundred
     * @param errorsHint which, for who points at them
     */
    public record Seen(
            Quantity calls,
            Quantity errors,
            boolean failing,
            String errorsHint,
            Quantity p50,
            Quantity p99) {

        private static Seen of(Words words, @Nullable Pace pace) {
            if (pace == null) {
                return new Seen(Format.NONE, Format.NONE, false, "", Format.NONE, Format.NONE);
            }
            double rate = pace.callsPerSecond();
            return new Seen(
                    Format.rate(words, rate),
                    Format.percent(words, rate == 0 ? 0 : pace.errorsPerSecond() / rate),
                    pace.errorsPerSecond() > 0,
                    failures(words, pace),
                    Format.micros(words, pace.p50Micros()),
                    Format.micros(words, pace.p99Micros()));
        }

        private static String failures(Words words, Pace pace) {
            StringBuilder text = new StringBuilder();
            pace.failuresPerSecond()
                    .forEach((status, perSecond) ->
                            text.append(text.isEmpty() ? "" : ", ")
                                    .append(status)
                                    .append(' ')
                                    .append(Format.rate(words, perSecond)));
            return text.toString();
        }
    }

    static List<MethodRow> of(Words words, MethodTraffic methods, ServiceName name) {
        return methods.paces(name).stream()
                .map(pace -> of(words, pace, methods.history(pace, name)))
                .toList();
    }

    private static MethodRow of(Words words, MethodPace pace, long[] history) {
        return new MethodRow(
                pace.method(),
                Seen.of(words, pace.callers()),
                Seen.of(words, pace.providers()),
                Sparkline.fromZero(Arrays.stream(history).asDoubleStream().toArray()));
    }
}
