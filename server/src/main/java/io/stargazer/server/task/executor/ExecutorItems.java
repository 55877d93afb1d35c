package io.stargazer.server.task.executor;

import io.stargazer.server.task.executor.ExecutorDesk.AnsweredLog;
import io.stargazer.server.task.live.ExecutorStatus;
import io.stargazer.server.task.live.ExecutorStatus.RunningAttempt;
import java.time.Instant;
import java.util.List;

/** Executors as JSON has them. Times are ISO 8601 in UTC, by the clock of the servers. */
public final class ExecutorItems {

    private ExecutorItems() {}

    public record ExecutorList(List<ExecutorItem> items) {}

    /** {@code client} is where it runs and with what; {@code since} when its session began. */
    public record ExecutorItem(
            String namespace,
            String name,
            String application,
            String state,
            String client,
            String since,
            int credit,
            int busy,
            List<ExecutorType> types) {}

    public record ExecutorType(String name, int places) {}

    public record ExecutorDetail(ExecutorItem executor, List<ExecutorAttempt> attempts) {}

    public record ExecutorAttempt(
            String task, String type, int number, long fence, String beganAt, double seconds) {}

    /** {@code clockAheadSeconds} is how far its clock is ahead, about; the times are corrected. */
    public record ExecutorLogLines(
            String namespace, String name, double clockAheadSeconds, List<ExecutorLogLine> lines) {}

    /** {@code number} is the parameter {@code after} of who wants to go on from here. */
    public record ExecutorLogLine(long number, String at, String text) {}

    static ExecutorItem of(ExecutorStatus executor) {
        var session = executor.session();
        return new ExecutorItem(
                session.application().namespace(),
                executor.name(),
                session.application().name(),
                ExecutorPhase.of(executor).word(),
                session.client(),
                time(session.openedMs()),
                executor.credit(),
                executor.outstanding(),
                executor.types().stream()
                        .map(handled -> new ExecutorType(handled.type().name(), handled.places()))
                        .toList());
    }

    static ExecutorDetail detail(ExecutorStatus executor, long nowMs) {
        return new ExecutorDetail(
                of(executor),
                executor.attempts().stream().map(attempt -> of(attempt, nowMs)).toList());
    }

    private static ExecutorAttempt of(RunningAttempt attempt, long nowMs) {
        return new ExecutorAttempt(
                attempt.held().id().toString(),
                attempt.held().type().name(),
                attempt.number(),
                attempt.held().fence(),
                time(attempt.beganMs()),
                Math.max(0, nowMs - attempt.beganMs()) / 1000.0);
    }

    static ExecutorLogLines of(AnsweredLog log) {
        return new ExecutorLogLines(
                log.executor().session().application().namespace(),
                log.executor().name(),
                log.aheadMs() / 1000.0,
                log.lines().stream()
                        .map(line ->
                                new ExecutorLogLine(
                                        line.number(), time(log.atMs(line)), line.text()))
                        .toList());
    }

    private static String time(long epochMs) {
        return Instant.ofEpochMilli(epochMs).toString();
    }
}
