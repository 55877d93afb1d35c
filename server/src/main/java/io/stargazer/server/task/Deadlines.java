package io.stargazer.server.task;

import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Receipt.Prediction;
import io.stargazer.api.task.work.Receipt.Verdict;
import io.stargazer.api.task.work.Submission.Late;
import io.stargazer.core.task.QueueView;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.identity.Authoriser;
import io.stargazer.server.task.forecast.Forecaster;
import io.stargazer.server.task.forecast.Judgement;
import io.stargazer.server.task.forecast.Workforce;
import io.stargazer.server.task.live.ExecutorHub;
import io.stargazer.server.time.Timers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Submissions with deadlines (TK-8): whether they will be kept is foretold, and what will probably
 * be late is taken, refused or taken as a cheaper type, as the submitter wants it. Returns at once:
 * a forecast takes about a millisecond and is made on a virtual thread of its own. Submissions
 * without deadlines pass untouched.
 */
public final class Deadlines {

    private final TaskService tasks;
    private final ControlPlane control;
    private final ExecutorHub executors;
    private final Forecaster forecaster;
    private final Timers timers;

    public Deadlines(
            TaskService tasks,
            ControlPlane control,
            ExecutorHub executors,
            Forecaster forecaster,
            Timers timers) {
        this.tasks = tasks;
        this.control = control;
        this.executors = executors;
        this.forecaster = forecaster;
        this.timers = timers;
    }

    /** As {@link TaskService#submit}, with predictions. */
    public CompletableFuture<List<Receipt>> submit(
            Principal principal, String session, Offer offer) {
        boolean hasDeadlines =
                offer.tasks().stream().anyMatch(each -> each.options().deadlineMs() > 0);
        if (!hasDeadlines || !executors.isLeading()) {
            return tasks.submit(principal, session, offer);
        }
        Authoriser.require(principal, offer.type().namespace(), Role.OPERATOR);
        return CompletableFuture.supplyAsync(
                        () -> judge(principal, offer.type(), offer.tasks()),
                        Thread::startVirtualThread)
                .thenCompose(judgement -> submit(principal, session, offer, judgement));
    }

    private Judgement judge(Principal principal, TaskType type, List<NewTask> asked) {
        QueueView queue = control.latest().tasks().queue(type);
        TypeLimits limits = queue == null ? TypeLimits.DEFAULT : queue.settings().limits();
        Workforce workforce = executors.look(dispatcher -> dispatcher.workforce(type));
        return forecaster.judge(
                new Forecaster.Question(type, asked, principal.actor(), limits),
                workforce,
                timers.millis());
    }

    private CompletableFuture<List<Receipt>> submit(
            Principal principal, String session, Offer offer, Judgement judgement) {
        Map<TaskId, Prediction> predictions = new HashMap<>();
        List<NewTask> taken = new ArrayList<>();
        List<NewTask> late = new ArrayList<>();
        for (int i = 0; i < offer.tasks().size(); i++) {
            NewTask task = offer.tasks().get(i);
            Prediction prediction = judgement.predictions().get(i);
            if (prediction != null) {
                predictions.put(task.id(), prediction);
            }
            boolean isTaken =
                    switch (offer.submission().late()) {
                        case ACCEPT -> true;
                        case REJECT -> !judgement.isLate(i) || isKnown(offer.type(), task);
                        case DEGRADE ->
                                !isKnown(cheaper(offer), task)
                                        && (!judgement.isLate(i) || isKnown(offer.type(), task));
                    };
            (isTaken ? taken : late).add(task);
        }
        CompletableFuture<List<Receipt>> accepted =
                tasks.submit(principal, session, offer.of(offer.type(), taken));
        if (late.isEmpty()) {
            return accepted.thenApply(receipts -> foretold(receipts, predictions));
        }
        CompletableFuture<List<Receipt>> others =
                offer.submission().late() == Late.DEGRADE
                        ? degrade(principal, session, offer, late)
                        : CompletableFuture.completedFuture(tooLate(offer.type(), late));
        return accepted.thenCombine(
                others,
                (some, more) ->
                        inOrder(
                                offer.tasks(),
                                foretold(some, predictions),
                                offer.submission().late() == Late.DEGRADE
                                        ? more
                                        : foretold(more, predictions)));
    }

    /** As tasks of the cheaper type, with what is to be expected of those. */
    private CompletableFuture<List<Receipt>> degrade(
            Principal principal, String session, Offer offer, List<NewTask> late) {
        TaskType cheaper = cheaper(offer);
        Judgement judgement = judge(principal, cheaper, late);
        Map<TaskId, Prediction> predictions = new HashMap<>();
        for (int i = 0; i < late.size(); i++) {
            Prediction prediction = judgement.predictions().get(i);
            if (prediction != null) {
                predictions.put(late.get(i).id(), prediction);
            }
        }
        return tasks.submit(principal, session, offer.of(cheaper, late))
                .thenApply(receipts -> foretold(receipts, predictions));
    }

    private static TaskType cheaper(Offer offer) {
        return new TaskType(offer.type().namespace(), offer.submission().cheaperType());
    }

    /** What was submitted before stays what it was then. */
    private boolean isKnown(TaskType type, NewTask task) {
        return tasks.isKnown(type, task.id());
    }

    private static List<Receipt> tooLate(TaskType type, List<NewTask> late) {
        return late.stream()
                .map(task -> new Receipt(task.id(), type, Verdict.TOO_LATE, null))
                .toList();
    }

    private static List<Receipt> foretold(
            List<Receipt> receipts, Map<TaskId, Prediction> predictions) {
        return receipts.stream()
                .map(each ->
                        new Receipt(
                                each.id(), each.type(), each.verdict(), predictions.get(each.id())))
                .toList();
    }

    private static List<Receipt> inOrder(
            List<NewTask> asked, List<Receipt> some, List<Receipt> more) {
        Map<TaskId, Receipt> byTask = new HashMap<>();
        some.forEach(each -> byTask.put(each.id(), each));
        more.forEach(each -> byTask.put(each.id(), each));
        List<Receipt> receipts = new ArrayList<>(asked.size());
        for (NewTask task : asked) {
            Receipt receipt = byTask.get(task.id());
            if (receipt != null) {
                receipts.add(receipt);
            }
        }
        return receipts;
    }
}
