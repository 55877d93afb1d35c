package io.stargazer.server.task.executor;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.task.work.ExecutorLog;
import io.stargazer.api.task.work.Work;
import io.stargazer.core.ControlView;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.task.desk.TaskDesk;
import io.stargazer.server.task.live.ExecutorHub;
import io.stargazer.server.task.live.ExecutorStatus;
import io.stargazer.server.task.live.LogQuestions;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people see of executors and tell them (TK-9, TK-10). Looking needs the role of a viewer in
 * the namespace of their application, an order that of an operator; what one may not see is not
 * there. Every method blocks until this server knows what was acknowledged before: call it on a
 * virtual thread. Orders and questions may be repeated. Thread-safe.
 */
public final class ExecutorDesk {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutorDesk.class);

    private final ControlPlane control;
    private final ExecutorHub executors;
    private final LogQuestions questions;
    private final InstantSource clock;

    public ExecutorDesk(
            ControlPlane control,
            ExecutorHub executors,
            LogQuestions questions,
            InstantSource clock) {
        this.control = control;
        this.executors = executors;
        this.questions = questions;
        this.clock = clock;
    }

    /**
     * What an executor has written of itself.
     *
     * @param executor who answered
     * @param aheadMs by how much its clock is ahead of this server's, about; negative for behind
     */
    public record AnsweredLog(ExecutorStatus executor, long aheadMs, List<ExecutorLog.Line> lines) {

        /** When a line was written, by the clock of the servers. */
        public long atMs(ExecutorLog.Line line) {
            return line.atMs() - aheadMs;
        }
    }

    /**
     * The executors that are here, by application and name.
     *
     * @param namespace empty for all that may be seen
     */
    public List<ExecutorStatus> list(Principal principal, String namespace) {
        ControlView view = read();
        if (!namespace.isEmpty()) {
            TaskDesk.require(principal, view, namespace, Role.VIEWER);
        }
        return executors.status().stream()
                .filter(each -> {
                    String of = each.session().application().namespace();
                    return namespace.isEmpty()
                            ? principal.may(of, Role.VIEWER)
                            : of.equals(namespace);
                })
                .toList();
    }

    /**
     * One executor.
     *
     * @throws Rejected {@code task.no-executor} when it is not here, {@code
     *     task.executor-ambiguous} when several applications have one of the name
     */
    public ExecutorStatus get(Principal principal, ExecutorName which) {
        return find(principal, which, Role.VIEWER);
    }

    private ExecutorStatus find(Principal principal, ExecutorName which, Role role) {
        TaskDesk.require(principal, read(), which.namespace(), role);
        List<ExecutorStatus> found = executors.status().stream().filter(which::isOf).toList();
        if (found.size() > 1) {
            throw new Rejected(
                    Status.CONFLICT,
                    "task.executor-ambiguous",
                    "%d applications of the namespace '%s' have an executor '%s': name the application"
                            .formatted(found.size(), which.namespace(), which.name()));
        }
        if (found.isEmpty()) {
            throw gone(which);
        }
        return found.getFirst();
    }

    private static Rejected gone(ExecutorName which) {
        return new Rejected(
                Status.NOT_FOUND,
                "task.no-executor",
                "no executor '%s' of the namespace '%s' is connected"
                        .formatted(which.name(), which.namespace()));
    }

    /**
     * Tells an executor what to do with itself. Returns when that is on its way; what the executor
     * makes of it, {@link #get} shows.
     *
     * @throws Rejected as {@link #get}
     */
    public void order(Principal principal, ExecutorName which, Work.Order order) {
        ExecutorStatus executor = find(principal, which, Role.OPERATOR);
        Work word = new Work.OrderedBy(order, principal.actor());
        if (executors.tell(List.of(executor.session().id()), word) == 0) {
            throw gone(which);
        }
    }

    /**
     * The last lines of an executor's own log.
     *
     * @param after no lines up to this number; 0 for the last ones
     * @param lines at most so many, 1 to 1000
     * @throws Rejected as {@link #get}
     * @throws io.stargazer.api.Unavailable {@code task.executor-silent} when it does not answer
     */
    public AnsweredLog log(Principal principal, ExecutorName which, long after, int lines) {
        Limits.range("lines", lines, 1, ExecutorLog.MOST_LINES);
        ExecutorStatus executor = find(principal, which, Role.VIEWER);
        ExecutorLog log = questions.ask(executor.session().id(), which.name(), after, lines).join();
        return new AnsweredLog(executor, log.nowMs() - clock.millis(), log.lines());
    }

    /** Tells all executors that the servers are being shut down in order. Does not block. */
    public void tellTheEnd() {
        List<String> sessions =
                executors.status().stream().map(each -> each.session().id()).toList();
        int told = executors.tell(sessions, new Work.ShuttingDown());
        LOG.info("{} executors hear that the servers are shut down", told);
    }

    private ControlView read() {
        return control.read().join();
    }
}
